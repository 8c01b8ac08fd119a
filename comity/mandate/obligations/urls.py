from django.urls import path

from . import views

urlpatterns = [
    path("obligations/", views.obligation_list, name="obligations"),
    path("obligations/<uuid:key>/", views.obligation, name="obligation"),
]
