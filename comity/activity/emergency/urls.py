from django.urls import path

from . import views

urlpatterns = [
    path("emergency/", views.emergency, name="emergency"),
    path("emergency/by-key/<int:number>/", views.opening, name="opening-by-key"),
    path("emergency/<int:number>/", views.opening, name="emergency-opening"),
]
