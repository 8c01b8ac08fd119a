"""Where everything is."""

from django.urls import URLPattern, URLResolver, include, path

from . import mine, views
from .accessibility import accessibility
from .authority.leaving_pages import ending, handover
from .authority.pages import who_may_about
from .countries import country_list, country_page
from .design.page import chapter, design, icons
from .desks.home import everything_waiting, home
from .frameworks import pages as frameworks
from .frameworks import proofs
from .frameworks.drafts import draft_page
from .helping import help_home, help_topic
from .palette import find_now
from .searching import search
from .sight.pages import who_reads, who_would_read
from .who_may import who_may_page


def _proofs(of: str, where: str) -> list[URLPattern]:
    """The pages of what is proved of one text."""
    return [
        path(f"{where}promises/", proofs.promises_page, name=f"framework-{of}-promises"),
        path(f"{where}diagram/", proofs.diagram_page, name=f"framework-{of}-diagram"),
        path(f"{where}proof.zip", proofs.export_page, name=f"framework-{of}-export"),
        path(f"{where}certificates/<int:number>.json", proofs.certificate_page, name=f"framework-{of}-certificate"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("waits/", everything_waiting, name="waits"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/with-password/", views.PasswordSignIn.as_view(), name="account_login"),
    path("sign-in/as/", views.sign_in_as, name="sign-in-as"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("act-as/", views.act_as, name="act-as"),
    path("record/", views.record, name="record"),
    path("who-may/", who_may_page, name="who-may"),
    path("who-may/<str:reference>/", who_may_about, name="who-may-about"),
    path("who-reads/", who_would_read, name="who-would-read"),
    path("who-reads/<str:reference>/", who_reads, name="who-reads"),
    path("posts/<slug:key>/handover/", handover, name="handover"),
    path("posts/<slug:key>/ending/<int:number>/", ending, name="ending"),
    path("find/", search, name="find"),
    path("find/now/", find_now, name="find-now"),
    path("frameworks/", frameworks.framework_list, name="frameworks"),
    path("frameworks/<slug:key>/", frameworks.framework_page, name="framework"),
    path("frameworks/<slug:key>/dossiers/", frameworks.framework_dossiers, name="framework-dossiers"),
    path("frameworks/<slug:key>/versions/<str:version>/", frameworks.framework_version, name="framework-version"),
    path("frameworks/<slug:key>/proposals/<uuid:proposal>/", frameworks.framework_proposal, name="framework-proposal"),
    *_proofs("version", "frameworks/<slug:key>/versions/<str:version>/"),
    *_proofs("proposal", "frameworks/<slug:key>/proposals/<uuid:proposal>/"),
    path("draft/", draft_page, name="framework-draft"),
    path("countries/", country_list, name="countries"),
    path("countries/<str:code>/", country_page, name="country"),
    path("help/", help_home, name="help"),
    path("help/<slug:topic>/", help_topic, name="help-topic"),
    path("me/", mine.me, name="me"),
    path("me/language/", mine.language, name="language"),
    path("me/pins/", mine.pins, name="pins"),
    path("me/views/new/", mine.view_new, name="view-new"),
    path("me/views/<uuid:key>/drop/", mine.view_drop, name="view-drop"),
    path("me/views/<uuid:key>/restore/", mine.view_restore, name="view-restore"),
    path("accessibility/", accessibility, name="accessibility"),
    path("design/", design, name="design"),
    path("design/icons/", icons, name="design-icons"),
    path("design/<slug:key>/", chapter, name="design-chapter"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("comity.foundation.record.urls")),
    path("", include("comity.foundation.notices.urls")),
    path("", include("comity.activity.engagements.urls")),
    path("", include("comity.scrutiny.oversight.urls")),
    path("", include("comity.activity.papers.urls")),
    path("", include("comity.activity.release.urls")),
    path("", include("comity.activity.crises.urls")),
    path("", include("comity.activity.emergency.urls")),
    path("", include("comity.procedure.clearance.urls")),
    path("", include("comity.mandate.obligations.urls")),
    path("", include("comity.mandate.institutions.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
