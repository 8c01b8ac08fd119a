from django.urls import path

from . import views

urlpatterns = [
    path("crisis/", views.crisis_list, name="crises"),
    path("crisis/declare/", views.declare, name="crisis-declare"),
    path("crisis/rounds/<uuid:key>/", views.crisis_round, name="crisis-round"),
    path("crisis/by-key/<uuid:key>/", views.crisis_by_key, name="crisis-by-key"),
    path("crisis/<str:reference>/", views.crisis, name="crisis"),
    path("crisis/<str:reference>/preview/", views.preview, name="crisis-preview"),
]
