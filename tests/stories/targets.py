"""What is too small to be hit, by success criterion 2.5.8 of WCAG 2.2: less than 24 by 24 CSS pixels and not exempt.

Exempt are links in a line of text, what is 24 pixels away from every other target (a circle of that diameter around
its middle touches none), and a box or a radio button whose label is large enough, since the label ticks it as well.
The checker's own rule knows the first two differently and not the third; this one is written from the text.
"""

TOO_SMALL = r"""
() => {
  const LEAST = 24;
  const ASKED = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=option], [role=button]";
  const large = (box) => box.width >= LEAST - 0.5 && box.height >= LEAST - 0.5;
  const boxed = [...document.querySelectorAll(ASKED)]
    .filter((one) => !one.disabled && !one.closest("[inert]"))
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1 && box.bottom > -scrollY && box.right > 0);
  const says = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return /\p{L}/u.test(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches("a, button, .visually-hidden")) return false;
    return getComputedStyle(node).display === "inline" && /\p{L}/u.test(node.textContent);
  };
  const inText = (one) => {
    if (!getComputedStyle(one).display.startsWith("inline")) return false;
    for (let at = one; at && getComputedStyle(at).display.startsWith("inline"); at = at.parentElement) {
      const beside = [...(at.parentElement?.childNodes ?? [])].filter((node) => node !== at);
      if (beside.some(says)) return true;
    }
    return false;
  };
  const labelled = (one) => [...(one.labels ?? [])].some((label) => large(label.getBoundingClientRect()));
  const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
  const away = ({ one, box }) => {
    const [x, y] = middle(box);
    return boxed.every((other) => {
      if (other.one === one || other.one.contains(one) || one.contains(other.one)) return true;
      const at = other.box;
      if (!large(at)) {
        const [ox, oy] = middle(at);
        return Math.hypot(x - ox, y - oy) >= LEAST - 0.5;
      }
      const dx = Math.max(at.left - x, 0, x - at.right), dy = Math.max(at.top - y, 0, y - at.bottom);
      return Math.hypot(dx, dy) >= LEAST / 2 - 0.5;
    });
  };
  return boxed
    .filter((each) => !large(each.box) && !labelled(each.one) && !inText(each.one) && !away(each))
    .map(({ one, box }) => {
      const words = (one.textContent || one.ariaLabel || one.name || "").trim().slice(0, 40);
      return `${one.localName} “${words}” ${Math.round(box.width)}×${Math.round(box.height)}`;
    });
}
"""
