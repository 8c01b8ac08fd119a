"""Where releases are found."""

from django.urls import path

from . import views

urlpatterns = [
    path("releases/", views.register, name="releases"),
    path("releases/export.csv", views.register_export, name="releases-export"),
    path("releases/ask/", views.ask, name="release-ask"),
    path("releases/by-key/<uuid:key>/", views.by_key, name="release-by-key"),
    path("releases/consents/<uuid:key>/", views.consent, name="release-consent"),
    path("releases/<str:reference>/", views.show, name="release"),
    path("releases/<str:reference>/put/", views.put, name="release-put"),
    path("releases/<str:reference>/move/<slug:name>/", views.move, name="release-move"),
    path("releases/<str:reference>/package", views.package, name="release-package"),
]
