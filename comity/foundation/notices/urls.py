from django.urls import path

from . import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/undo/", views.undo, name="notices-undo"),
    path("notices/choices/", views.choices, name="notice-choices"),
    path("notices/<int:pk>/read/", views.read, name="notice-read"),
]
