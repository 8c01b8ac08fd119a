"""A lawyer sees what a draft promises and does not keep, and goes through the run that breaks it, without a script."""

import re

import pytest
from playwright.sync_api import expect

from .house import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("once")]


@pytest.mark.parametrize("script", [True, False])
def test_a_run_that_breaks_a_promise_is_gone_through_step_by_step(browser, small, script):
    signed = signed_in(browser, small, "planner")
    context = browser.new_context(
        base_url=small.address, storage_state=signed.context.storage_state(), java_script_enabled=script
    )
    page = context.new_page()
    page.goto("/draft/")
    page.get_by_role("link", name="Officers stand in for the two directors").click()
    run = page.locator("#run")
    last = run.get_by_role("heading", name=re.compile(r"^Step (\d+) of \1$"))
    expect(last).to_be_visible()
    steps = int((last.text_content() or "").split()[-1])
    expect(run).to_contain_text("Here the promise is broken")
    expect(run.locator(".box.now")).to_contain_text("Director of International Policy")
    run.get_by_role("button", name="Step before").click()
    run = page.locator("#run")
    expect(run.get_by_role("heading", name=f"Step {steps - 1} of {steps}")).to_be_visible()
    expect(run.get_by_role("button", name="Next step")).to_be_visible()

    # Mended in the form itself, it is proved at once.
    field = page.get_by_label("Or its text")
    field.fill(field.input_value().replace(", chief-of-defence]", "]").replace(", defence-attache-manila]", "]"))
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_text("promises are proved")).to_be_visible()
    expect(page.locator("#run")).to_have_count(0)

    # A slip of the pen is told with its line.
    field = page.get_by_label("Or its text")
    field.fill(field.input_value().replace("post: legal-counsel\n", "post: legal-counsell\n", 1))
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("table", name="Faults of the draft")).to_contain_text("did you mean “legal-counsel”")
    context.close()
    signed.context.close()
