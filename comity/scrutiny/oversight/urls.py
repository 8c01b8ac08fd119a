"""Where overseers look further."""

from django.urls import path

from . import views

urlpatterns = [
    path("oversight/", views.overview, name="oversight"),
    path("oversight/reliability/<slug:check>/", views.failing_page, name="oversight-failing"),
    path("oversight/decisions/<slug:which>/", views.decided_page, name="oversight-decided"),
    path("oversight/obligations.csv", views.obligations_file, name="oversight-obligations"),
    path("oversight/snapshot/", views.snapshot, name="oversight-snapshot"),
    path("oversight/comparison/", views.comparison, name="oversight-comparison"),
    path("oversight/erasures/", views.absences, name="oversight-absences"),
    path("oversight/erasures.csv", views.absences_file, name="oversight-absences-file"),
    path("oversight/erasures/<int:number>/", views.absence_page, name="oversight-absence"),
    path("oversight/entries/<int:number>/", views.entry_page, name="entry-by-key"),
    path("oversight/record/", views.record_check, name="oversight-record"),
]
