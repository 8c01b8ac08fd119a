"""Where everything is."""

from django.urls import URLPattern, URLResolver, include, path

from . import views
from .who_may import who_may_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.waits, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/with-password/", views.PasswordSignIn.as_view(), name="account_login"),
    path("sign-in/as/", views.sign_in_as, name="sign-in-as"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("act-as/", views.act_as, name="act-as"),
    path("record/", views.record, name="record"),
    path("who-may/", who_may_page, name="who-may"),
    path("design/", views.design, name="design"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("comity.activity.engagements.urls")),
    path("", include("comity.procedure.clearance.urls")),
    path("", include("comity.mandate.obligations.urls")),
    path("", include("comity.mandate.institutions.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
