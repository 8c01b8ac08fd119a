"""Where engagements are found."""

from django.urls import path

from . import views

urlpatterns = [
    path("calendar/", views.calendar_page, name="calendar"),
    path("calendar/engagements.ics", views.calendar_export, name="calendar-file"),
    path("timeline/", views.timeline_page, name="timeline"),
    path("map/", views.map_page, name="map"),
    path("map/data.json", views.map_data, name="map-data"),
    path("map/boundaries.json", views.map_boundaries, name="map-boundaries"),
    path("map/ways/<str:reference>.json", views.map_ways, name="map-ways"),
    path("engagements/", views.engagements_list, name="engagements"),
    path("engagements/export.csv", views.engagements_export, name="engagements-export"),
    path("engagements/new/", views.new, name="engagement-new"),
    path("engagements/drafts/save/", views.save, name="draft-save"),
    path("engagements/drafts/<uuid:key>/discard/", views.discard, name="draft-discard"),
    path("engagements/by-key/<uuid:key>/", views.by_key, name="engagement-by-key"),
    path("engagements/<str:reference>/", views.show, name="engagement"),
    path("engagements/<str:reference>/edit/", views.edit, name="engagement-edit"),
    path("engagements/<str:reference>/propose/", views.propose_page, name="engagement-propose"),
    path("engagements/<str:reference>/move/<str:move>/", views.move_page, name="engagement-move"),
    path("engagements/<str:reference>/marking/", views.change_marking_page, name="engagement-marking"),
    path("engagements/<str:reference>/apart/", views.apart_page, name="engagement-apart"),
    path("engagements/<str:reference>/history/", views.history_page, name="engagement-history"),
    path("engagements/<str:reference>/who-may/", views.who_may_page, name="engagement-who-may"),
]
