"""The verifier as one file: joined in order, and nothing that would be joined wrongly."""

import re

import pytest

from comity.scrutiny.oversight.rules.one_file import FIRST, SKELETON, STYLES, one_file

SOURCES = {
    SKELETON: '<meta content="%POLICY%"><style>%STYLE%</style><script type="module">%SCRIPT%</script>',
    **dict.fromkeys(STYLES, "p { margin: 0; }"),
    FIRST: 'import {\n  a,\n  b as c,\n} from "./two.js";\nimport * as d from "../deep/three.js";\n'
    "export const e = [a, c, d];\n",
    "comity/verify/two.js": '/** says\n * import { x } from "y" */\nimport { f } from "../deep/three.js";\n'
    "const a = f;\nexport { a, a as b };\n",
    "comity/deep/three.js": "// export nothing\nexport async function* f() {}\n",
}


def test_modules_come_once_and_after_those_they_need():
    page = one_file(SOURCES.__getitem__)
    assert not re.search(r"^\s*(import|export)\b", page, re.MULTILINE)
    places = [page.index(f"const $comity_{name}_js = (") for name in ("deep_three", "verify_two", "verify_page")]
    assert places == sorted(places)
    assert "return { a: a, b: a };" in page or "return { a, b: a };" in page
    assert "default-src 'none'; script-src 'sha256-" in page
    assert page == one_file(SOURCES.__getitem__)


@pytest.mark.parametrize(
    "text",
    ["export default 1;\n", 'import "./two.js";\n', 'const x = import("./two.js");\n', 'const x = "</script>";\n'],
)
def test_what_cannot_be_joined_is_refused(text):
    with pytest.raises(ValueError, match=r"page\.js cannot be put into one file"):
        one_file({**SOURCES, FIRST: text}.__getitem__)
