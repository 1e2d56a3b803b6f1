"""Putting drawings into pages."""

from django import template
from django.utils.safestring import SafeString

from claims.pictures.shapes import key as drawn_key

register = template.Library()


@register.simple_tag
def drawing(svg: str) -> str:
    """A picture's markup as it is: ``claims.pictures`` escaped its texts by building elements."""
    return SafeString(svg)


@register.simple_tag
def key(code: str) -> str:
    """The shape of a code, for a legend."""
    return SafeString(drawn_key(code))
