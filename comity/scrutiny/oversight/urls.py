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
    path("oversight/evidence/", views.evidence, name="oversight-evidence"),
    path("oversight/evidence/file/", views.evidence_file, name="oversight-evidence-file"),
    path("oversight/evidence/comity-policy.txt", views.policy_file, name="oversight-policy"),
    path("oversight/evidence/comity-verifier.pyz", views.verifier_program, name="oversight-verifier"),
    path("oversight/verify/", views.verify, name="oversight-verify"),
    path("oversight/verify/comity-verify.html", views.verify_file, name="oversight-verify-file"),
    path("oversight/erasures/", views.absences, name="oversight-absences"),
    path("oversight/erasures.csv", views.absences_file, name="oversight-absences-file"),
    path("oversight/erasures/<int:number>/", views.absence_page, name="oversight-absence"),
    path("oversight/entries/<int:number>/", views.entry_page, name="entry-by-key"),
    path("oversight/record/", views.record_check, name="oversight-record"),
    path("oversight/witnesses/", views.witnesses_page, name="oversight-witnesses"),
    path("oversight/findings/", views.findings_page, name="oversight-findings"),
    path("oversight/findings.csv", views.findings_file, name="oversight-findings-file"),
    path("oversight/findings/<int:number>/", views.finding_page, name="finding"),
]
