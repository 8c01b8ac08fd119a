from django.urls import path

from . import views

urlpatterns = [
    path("log/checkpoint", views.log_checkpoint, name="log-checkpoint"),
    path("log/tile/<path:path>", views.log_tile, name="log-tile"),
]
