"""The plain page by which somebody at the witness sees that it works, how far it has seen, and what it refused."""

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from html import escape

from comity.foundation.record.rules.witnessing import Weight

from .memory import Seen
from .witness import Refusal, Witness

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-inline-size:60rem;margin:2rem auto;padding-inline:1rem}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-block-start:2rem}"
    "code{overflow-wrap:anywhere}dt{font-weight:600}dd{margin:0 0 .5rem}"
    "section,ul.alarm{border:1px solid;border-radius:.4rem;padding:.75rem 1rem;margin-block:1rem}"
    "ul.alarm{border-width:3px;padding-inline-start:2rem}"
)
POLICY = (
    "default-src 'none'; "
    f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page(witness: Witness) -> bytes:
    """The whole page. It tells nothing but what is public: names, keys, sizes and roots."""
    trusted: dict[str, list[str]] = {}
    for believed in witness.home.trusted():
        trusted.setdefault(believed.name, []).append(str(believed))
    refusals = witness.refusals()
    origins = sorted({*trusted, *witness.seen})
    logs = [_log(origin, trusted.get(origin, []), witness.seen.get(origin)) for origin in origins]
    name, key = escape(witness.key.name), escape(str(witness.key))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Witness {name}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="60"><style>{_STYLE}</style></head><body><main>'
        f"<h1>Witness {name}</h1><p>This witness cosigns a log only when it continues what it has seen.</p>"
        f"{_alarms(witness, refusals)}<h2>Its key, to hand on</h2><p><code>{key}</code></p>"
        f"<h2>What it watches</h2>{''.join(logs) or _NOTHING}"
        f"<h2>What it refused</h2>{_refusals(refusals)}</main></body></html>"
    ).encode()


_NOTHING = "<p>No log yet: <code>comity witness trust</code> names the key of one.</p>"


def _log(origin: str, keys: list[str], seen: Seen | None) -> str:
    facts = "<dt>Seen</dt><dd>Nothing yet: it was never shown a checkpoint of this log.</dd>"
    if seen:
        facts = (
            f"<dt>Cosigned</dt><dd>{seen.checkpoint.size} entries, at {_moment(seen.time)}</dd>"
            f"<dt>Root</dt><dd><code>{seen.checkpoint.root.hex()}</code></dd>"
        )
    believed = "".join(f"<dd><code>{escape(key)}</code></dd>" for key in keys)
    believed = believed or "<dd>None any more: nothing of this log is cosigned.</dd>"
    return f"<section><h3>{escape(origin)}</h3><dl>{facts}<dt>Keys believed</dt>{believed}</dl></section>"


def _alarms(witness: Witness, refusals: list[Refusal]) -> str:
    found = [f"Two histories of one log were shown here. Both are kept: {path}" for path in witness.home.kept_forks()]
    found += [
        f"{one.origin} was refused at {_moment(one.time)}, and has not been cosigned since."
        for one in {one.origin: one for one in refusals}.values()
        if one.judgement.weight is Weight.SUSPECT and one.time > _cosigned_at(witness, one.origin)
    ]
    if not found:
        return ""
    lines = "".join(f"<li>{escape(line)}</li>" for line in found)
    return f'<h2>&#9888; Stop: look at this</h2><ul class="alarm">{lines}</ul>'


def _refusals(refusals: list[Refusal]) -> str:
    if not refusals:
        return "<p>Nothing that a log signed was refused since this program began.</p>"
    lines = "".join(_refusal(one) for one in reversed(refusals))
    return f"<ul>{lines}</ul>"


def _refusal(one: Refusal) -> str:
    return f"<li>{_moment(one.time)}, {escape(one.origin)}: {escape(one.judgement.why)}</li>"


def _cosigned_at(witness: Witness, origin: str) -> int:
    seen = witness.seen.get(origin)
    return seen.time if seen else 0


def _moment(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
