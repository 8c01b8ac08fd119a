from django.urls import path

from . import views

urlpatterns = [
    path("posts/", views.post_list, name="posts"),
    path("posts/<slug:key>/", views.post, name="post"),
]
