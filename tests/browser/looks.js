// Marks for axe the visible texts that are drawn in a way not seen before; returns a number for each such way.
// A way is all that contrast can depend on: the colours, size, weight and kind of the text, and what lies behind it.
(seen) => {
  const known = new Set(seen), fresh = new Set(), ways = new Map();
  const shown = { opacityProperty: false, visibilityProperty: true, contentVisibilityAuto: true };
  const number = (text) => {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      a = Math.imul(a ^ unit, 2654435761);
      b = Math.imul(b ^ unit, 1597334677);
    }
    return 4294967296 * (2097151 & (b ^ (b >>> 16))) + ((a ^ (a >>> 16)) >>> 0);
  };
  const behind = (one) => {
    if (!one) return "";
    if (!ways.has(one)) {
      const style = getComputedStyle(one);
      ways.set(one, behind(one.parentElement) + [
        one.localName, one.getAttribute("class"), one.getAttribute("role"), one.matches(":disabled"), one.ariaDisabled,
        style.color, style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode, style.position,
        style.clipPath, style.clip, style.overflow, style.textDecorationLine,
      ].join());
    }
    return ways.get(one);
  };
  document.querySelectorAll("[data-look]").forEach((one) => one.removeAttribute("data-look"));
  for (const one of document.body.querySelectorAll("*")) {
    const own = [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
    if (!own && !one.matches("input, select, textarea, button, summary")) continue;
    if (!one.checkVisibility(shown)) continue;
    const style = getComputedStyle(one);
    const way = number([
      behind(one), style.color, style.fill, style.fontSize, style.fontWeight, style.textShadow, style.textIndent,
      /[\p{L}\p{N}]{2}/u.test(own), one.type ?? "", one.closest("label")?.control?.disabled,
    ].join("\n"));
    if (known.has(way) || fresh.has(way)) continue;
    fresh.add(way);
    one.setAttribute("data-look", "");
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
  return [...fresh];
}
