"""Addresses without a language prefix, for machines: feeds, oEmbed, sitemaps, robots.txt."""

from django.urls import path, register_converter

from claims import feed_views, sharing, sitemaps


class FeedFormat:
    """The name of a feed's format, as its address ends."""

    regex = "atom|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FeedFormat, "feed_format")

app_name = "machines"

urlpatterns = [
    path("feeds/claims.<feed_format:extension>", feed_views.claims),
    path("feeds/corrections.<feed_format:extension>", feed_views.corrections),
    path("feeds/actors/<public_id:public_id>.<feed_format:extension>", feed_views.actor),
    path("feeds/topics/<public_id:public_id>.<feed_format:extension>", feed_views.topic),
    path("oembed", sharing.oembed),
    path("sitemap.xml", sitemaps.index),
    path("sitemaps/<int:number>.xml", sitemaps.part),
    path("robots.txt", sitemaps.robots),
]
