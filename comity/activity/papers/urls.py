"""Papers and remarks of an engagement."""

from django.urls import path

from . import views

urlpatterns = [
    path("engagements/<str:reference>/papers/", views.papers, name="papers"),
    path("engagements/<str:reference>/papers/<uuid:key>/", views.paper, name="paper"),
    path("engagements/<str:reference>/papers/<uuid:key>/file", views.content, name="paper-content"),
    path("engagements/<str:reference>/papers/<uuid:key>/copy", views.copy, name="paper-copy"),
    path("engagements/<str:reference>/papers/<uuid:key>/label", views.label, name="paper-label"),
    path("engagements/<str:reference>/papers/<uuid:key>/page/<int:number>.png", views.page, name="paper-page"),
    path("engagements/<str:reference>/written/<uuid:key>/", views.written, name="written"),
    path("engagements/<str:reference>/written/<uuid:key>/edit/", views.edit_written, name="written-edit"),
    path("remarks/<uuid:key>/", views.remark_by_its_key, name="remark-by-key"),
    path("engagements/<str:reference>/remarks/<uuid:key>/take-back/", views.take_back, name="remark-take-back"),
]
