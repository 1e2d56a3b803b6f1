/* A key as the profile spells it: the character, "Ctrl+" or "Alt+" before it, "Shift+" before a
   named key. In a text from right to left, the left arrow goes on and the right one back. */

const TURNED = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

export function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }, rtl = false) {
  const before = `${ctrlKey || metaKey ? "Ctrl+" : ""}${altKey ? "Alt+" : ""}`;
  const named = key.length > 1;
  return `${before}${shiftKey && named ? "Shift+" : ""}${rtl ? TURNED[key] ?? key : key}`;
}
