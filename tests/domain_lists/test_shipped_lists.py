"""What the shipped lists say of hosts that people really meet."""

import msgspec
import pytest

from domain_lists.catalogue import load_catalogue
from domain_lists.index import HostIndex, Listing
from school_policy.hostname import normalise
from school_policy.platform import HostRule
from school_policy.vocabulary import Category, HostKind

CATALOGUE = load_catalogue()
INDEX = HostIndex(CATALOGUE.platforms, CATALOGUE.never_listed)

SITES = {
    "facebook": """facebook.com www.facebook.com m.facebook.com mbasic.facebook.com touch.facebook.com
        web.facebook.com en-gb.facebook.com cy-gb.facebook.com de-de.facebook.com pt-br.facebook.com
        business.facebook.com secure.facebook.com groups.facebook.com fb.com www.fb.com fb.watch fb.gg""",
    "x": """x.com www.x.com mobile.x.com pro.x.com twitter.com www.twitter.com mobile.twitter.com m.twitter.com
        tweetdeck.twitter.com ads.twitter.com tweetdeck.com""",
    "instagram": "instagram.com www.instagram.com m.instagram.com business.instagram.com",
    "linkedin": "linkedin.com www.linkedin.com uk.linkedin.com ie.linkedin.com m.linkedin.com touch.linkedin.com",
    "snapchat": """snapchat.com www.snapchat.com web.snapchat.com accounts.snapchat.com my.snapchat.com
        map.snapchat.com story.snapchat.com""",
    "reddit": """reddit.com www.reddit.com old.reddit.com new.reddit.com sh.reddit.com np.reddit.com m.reddit.com
        i.reddit.com amp.reddit.com en.reddit.com chat.reddit.com mod.reddit.com""",
    "pinterest": """pinterest.com www.pinterest.com uk.pinterest.com in.pinterest.com pinterest.co.uk
        www.pinterest.co.uk pinterest.ie pinterest.de pinterest.fr pinterest.es pinterest.it pinterest.com.au
        pinterest.ca pinterest.com.mx pinterest.jp pinterest.nz pinterest.pt pinterest.se pinterest.at""",
    "youtube": """youtube.com www.youtube.com m.youtube.com music.youtube.com studio.youtube.com tv.youtube.com
        gaming.youtube.com consent.youtube.com youtube.co.uk www.youtube.co.uk youtube.de youtube.fr
        youtubekids.com www.youtubekids.com""",
    "wordpress-com": "wordpress.com www.wordpress.com en.wordpress.com fr.wordpress.com login.wordpress.com",
    "tumblr": "tumblr.com www.tumblr.com someone.tumblr.com year4.tumblr.com m.tumblr.com",
    "ask-fm": "ask.fm www.ask.fm m.ask.fm",
    "whatsapp": "whatsapp.com www.whatsapp.com web.whatsapp.com chat.whatsapp.com api.whatsapp.com",
    "messenger": "messenger.com www.messenger.com m.messenger.com",
    "battle-net": """battle.net www.battle.net eu.battle.net us.battle.net account.battle.net shop.battle.net
        eu.shop.battle.net us.shop.battle.net blizzard.com www.blizzard.com worldofwarcraft.blizzard.com
        hearthstone.blizzard.com overwatch.blizzard.com eu.forums.blizzard.com worldofwarcraft.com
        eu.worldofwarcraft.com www.worldofwarcraft.com playhearthstone.com playoverwatch.com starcraft2.com
        diablo3.com heroesofthestorm.com""",
}

ASSETS = {
    "facebook": """static.xx.fbcdn.net scontent-lhr8-1.xx.fbcdn.net fbsbx.com connect.facebook.net
        graph.facebook.com edge-chat.facebook.com l.facebook.com fb.me pixel.facebook.com""",
    "x": """t.co pbs.twimg.com abs.twimg.com video.twimg.com api.x.com api.twitter.com platform.twitter.com
        syndication.twitter.com pic.twitter.com static.ads-twitter.com""",
    "instagram": "scontent.cdninstagram.com i.instagram.com graph.instagram.com instagr.am ig.me",
    "linkedin": "media.licdn.com static.licdn.com lnkd.in platform.linkedin.com px.ads.linkedin.com",
    "snapchat": "cf-st.sc-cdn.net sc-static.net tr.snapchat.com t.snapchat.com",
    "reddit": """redd.it i.redd.it v.redd.it preview.redd.it www.redditstatic.com a.thumbs.redditmedia.com
        oauth.reddit.com embed.reddit.com""",
    "pinterest": "pin.it i.pinimg.com s.pinimg.com assets.pinterest.com ct.pinterest.com",
    "youtube": """youtu.be i.ytimg.com s.ytimg.com www.youtube-nocookie.com youtubei.googleapis.com yt3.ggpht.com
        img.youtube.com""",
    "wordpress-com": "wp.me",
    "tumblr": "64.media.tumblr.com assets.tumblr.com embed.tumblr.com px.srvcs.tumblr.com tmblr.co",
    "whatsapp": "wa.me static.whatsapp.net mmg.whatsapp.net g.whatsapp.net",
    "messenger": "m.me edge-chat.messenger.com",
    "battle-net": """level3.blizzard.com eu.patch.battle.net eu.api.blizzard.com render.worldofwarcraft.com
        blzddist1-a.akamaihd.net oauth.battle.net""",
}

UNLISTED = {
    "look-alikes": """notfacebook.com facebook.com.evil.example facebook.evil.example myfacebook.com face-book.com
        xfacebook.com facebook.community netflix.com fedex.com box.com xx.com notx.com x.com.evil.example
        ax.com x.org twitter.com.example.org notyoutube.com youtube.com.evil.example myoutube.com
        instagram.com.example.net linkedin.com.phish.example reddit.com-login.example notreddit.com
        redditch.example ispinterest.com pinterest.com.example task.fm bask.fm ask.fm.example whatsapp.com.example
        notwhatsapp.com mymessenger.com messenger.example tumblr.com.example nottumblr.com combattle.net
        battle.net.example
        wordpress.com.example snapchat.com.example at.co rt.co bt.com m.me.example home.me""",
    "blogs of a school": """year4.wordpress.com ashoverprimary.wordpress.com year4.files.wordpress.com
        wordpress.org en-gb.wordpress.org wp.com s0.wp.com stats.wp.com public-api.wordpress.com""",
    "the company, not the platform": """meta.com www.meta.com about.meta.com about.fb.com engineering.fb.com
        developers.facebook.com help.instagram.com snap.com www.snap.com redditinc.com faq.whatsapp.com
        help.x.com developer.x.com developer.twitter.com workplace.com oculus.com x.ai automattic.com
        eu.support.blizzard.com""",
    "another platform": "threads.net www.threads.net threads.com slideshare.net vimeo.com tiktok.com",
    "sign-in": """accounts.google.com accounts.youtube.com eu.accounts.youtube.com login.live.com
        login.microsoftonline.com appleid.apple.com""",
    "used by the whole web": """rr3---sn-aigl6nl7.googlevideo.com gravatar.com secure.gravatar.com s.w.org
        fonts.googleapis.com lh3.googleusercontent.com lh3.ggpht.com www.googleapis.com akamaihd.net""",
    "teaching": """ttrockstars.com play.ttrockstars.com phonicsplay.co.uk www.phonicsplay.co.uk
        education.minecraft.net scratch.mit.edu purplemash.com www.bbc.co.uk nrich.maths.org
        youtubeeducation.com www.tes.com classroom.google.com teams.microsoft.com""",
    "ordinary": """gov.uk www.gov.uk nhs.uk www.nhs.uk derbyshire.police.uk derbyshire.gov.uk
        ashover.derbyshire.sch.uk neu.org.uk unison.org.uk nasuwt.org.uk gmb.org.uk www.barclays.co.uk
        google.com www.google.com amazon.co.uk wikipedia.org com net co.uk localhost""",
}

LISTED = [
    pytest.param(host, platform, kind, id=f"{platform}-{kind}-{host}")
    for kind, hosts in (("site", SITES), ("asset", ASSETS))
    for platform, names in hosts.items()
    for host in names.split()
]
NOT_LISTED = [pytest.param(host, id=f"{why}-{host}") for why, names in UNLISTED.items() for host in names.split()]


@pytest.mark.parametrize(("host", "platform", "kind"), LISTED)
def test_a_host_of_a_platform_is_known_for_what_it_is(host: str, platform: str, kind: str) -> None:
    listing = INDEX.find(normalise(host))
    assert listing is not None
    assert (listing.platform.id, listing.kind) == (platform, kind)


@pytest.mark.parametrize("host", NOT_LISTED)
def test_a_host_of_nothing_else_is_caught(host: str) -> None:
    assert INDEX.find(normalise(host)) is None


def test_the_platforms_that_the_policy_names_are_there_in_a_sensible_category() -> None:
    assert {str(platform.id): (platform.name, platform.category) for platform in CATALOGUE.platforms} == {
        "facebook": ("Facebook", Category.SOCIAL),
        "x": ("X (Twitter)", Category.SOCIAL),
        "instagram": ("Instagram", Category.SOCIAL),
        "linkedin": ("LinkedIn", Category.SOCIAL),
        "snapchat": ("Snapchat", Category.SOCIAL),
        "pinterest": ("Pinterest", Category.SOCIAL),
        "ask-fm": ("Ask.fm", Category.SOCIAL),
        "youtube": ("YouTube", Category.VIDEO),
        "whatsapp": ("WhatsApp", Category.MESSAGING),
        "messenger": ("Messenger", Category.MESSAGING),
        "reddit": ("Reddit", Category.BLOGS_AND_FORUMS),
        "tumblr": ("Tumblr", Category.BLOGS_AND_FORUMS),
        "wordpress-com": ("WordPress.com", Category.BLOGS_AND_FORUMS),
        "battle-net": ("World of Warcraft / Battle.net", Category.MMORPG),
    }


def test_every_front_page_is_a_page_that_the_reminder_is_for() -> None:
    for platform in CATALOGUE.platforms:
        listing = INDEX.find(normalise(platform.front_page.removeprefix("https://").removesuffix("/")))
        assert listing is not None, platform.id
        assert (listing.platform.id, listing.kind) == (platform.id, HostKind.SITE)


def said_twice(index: HostIndex) -> list[str]:
    """Give the rules that the next longer name above them says already."""
    return [
        rule.host
        for rule in index.listings()
        for wider in index.explain(rule.host).matches[1:2]
        if isinstance(wider, Listing) and (wider.platform.id, wider.kind) == (rule.platform.id, rule.kind)
    ]


def test_no_rule_says_again_what_a_wider_rule_says() -> None:
    assert said_twice(INDEX) == []


def test_a_rule_that_says_something_again_would_be_noticed() -> None:
    platform = CATALOGUE.platforms[0]
    again = HostRule(host=normalise("old.reddit.com"), kind=HostKind.SITE)
    index = HostIndex([msgspec.structs.replace(platform, hosts=(*platform.hosts, again))])
    assert said_twice(index) == ["old.reddit.com"]


def test_the_names_that_never_are_listed_are_many_and_each_has_its_reason() -> None:
    assert len(CATALOGUE.never_listed) >= 100
    assert all(rule.reason for rule in CATALOGUE.never_listed)


def test_the_sign_in_host_of_google_is_cut_out_of_youtube() -> None:
    assert "accounts.youtube.com" in INDEX.cut_outs()
