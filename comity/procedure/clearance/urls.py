from django.urls import path

from . import views

urlpatterns = [
    path("dossiers/", views.dossier_list, name="dossiers"),
    path("dossiers/<str:reference>/", views.dossier, name="dossier"),
    path("dossiers/<str:reference>/decide/", views.decide, name="dossier-decide"),
    path("dossiers/<str:reference>/history/", views.dossier_history, name="dossier-history"),
    path("reviews/<uuid:key>/", views.review, name="review"),
    path("consultations/<uuid:key>/", views.consultation, name="consultation"),
]
