"""What the shipped lists say of hosts that people really meet."""

from collections import Counter
from collections.abc import Iterable

import msgspec
import pytest

from domain_lists.catalogue import load_catalogue
from domain_lists.index import HostIndex, Listing
from school_policy.hostname import normalise
from school_policy.platform import HostRule, NeverListed
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
    "tiktok": "tiktok.com www.tiktok.com m.tiktok.com",
    "threads": "threads.net www.threads.net threads.com www.threads.com",
    "nextdoor": "nextdoor.com nextdoor.co.uk www.nextdoor.co.uk",
    "bluesky": "bsky.app",
    "mastodon": "joinmastodon.org mastodon.social mastodonapp.uk toot.wales mastodon.scot mastodon.green",
    "bereal": "bereal.com www.bereal.com",
    "vimeo": "vimeo.com www.vimeo.com",
    "twitch": "twitch.tv www.twitch.tv m.twitch.tv clips.twitch.tv dashboard.twitch.tv",
    "dailymotion": "dailymotion.com www.dailymotion.com",
    "telegram": "web.telegram.org telegram.org my.telegram.org",
    "discord": "discord.com www.discord.com ptb.discord.com discordapp.com",
    "quora": "quora.com www.quora.com uk.quora.com",
    "mumsnet": "www.mumsnet.com",
    "the-student-room": "www.thestudentroom.co.uk",
    "blogger": "blogger.com www.blogger.com draft.blogger.com",
    "medium": "medium.com www.medium.com",
    "substack": "substack.com www.substack.com open.substack.com",
    "digital-spy-forums": "forums.digitalspy.com",
    "roblox": "roblox.com www.roblox.com web.roblox.com",
    "minecraft": "minecraft.net www.minecraft.net classic.minecraft.net",
    "epic-games": "www.epicgames.com store.epicgames.com www.fortnite.com",
    "steam": "store.steampowered.com steamcommunity.com www.dota2.com",
    "xbox": "xbox.com www.xbox.com play.xbox.com",
    "playstation": "www.playstation.com store.playstation.com",
    "nintendo": "www.nintendo.com www.nintendo.co.uk www.nintendo.de",
    "riot-games": "www.riotgames.com www.leagueoflegends.com playvalorant.com",
    "fantasy-premier-league": "fantasy.premierleague.com",
    "itch-io": "itch.io",
    "amazon-luna": "luna.amazon.co.uk",
    "final-fantasy-xiv": "www.finalfantasyxiv.com eu.finalfantasyxiv.com",
    "runescape": "www.runescape.com oldschool.runescape.com",
    "guild-wars-2": "www.guildwars2.com",
    "eve-online": "www.eveonline.com",
    "elder-scrolls-online": "www.elderscrollsonline.com",
    "swtor": "www.swtor.com",
    "lost-ark": "www.playlostark.com",
    "black-desert": "www.naeu.playblackdesert.com",
    "albion-online": "albiononline.com",
    "wattpad": "www.wattpad.com",
    "archive-of-our-own": "archiveofourown.org",
    "hypixel": "hypixel.net www.hypixel.net",
    "faceit": "www.faceit.com",
    "roll20": "app.roll20.net",
    "dune-awakening": "duneawakening.com www.conanexiles.com",
    "agame": "www.agame.com www.girlsgogames.co.uk",
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
    "tiktok": "vm.tiktok.com v16-webapp.tiktokcdn.com api16.tiktokv.com analytics.tiktok.com",
    "bluesky": "cdn.bsky.app embed.bsky.app bsky.social alice.bsky.social go.bsky.app",
    "vimeo": "player.vimeo.com i.vimeocdn.com api.vimeo.com",
    "twitch": "player.twitch.tv embed.twitch.tv id.twitch.tv static-cdn.jtvnw.net usher.ttvnw.net",
    "dailymotion": "dai.ly geo.dailymotion.com s1.dmcdn.net",
    "telegram": "t.me cdn4.cdn-telegram.org oauth.telegram.org",
    "discord": "discord.gg gateway.discord.gg cdn.discordapp.com media.discordapp.net",
    "roblox": "rbxcdn.com tr.rbxcdn.com apis.roblox.com ro.blox.com",
    "epic-games": "api.epicgames.dev cdn1.epicgames.com epicgames-download1.akamaized.net",
    "steam": "store.cloudflare.steamstatic.com s.team api.steampowered.com steamcdn-a.akamaihd.net",
    "playstation": "dl.playstation.net auth.api.sonyentertainmentnetwork.com",
    "riot-games": "valorant.dyn.riotcdn.net auth.riotgames.com",
    "imgur": "i.imgur.com",
    "flickr": "live.staticflickr.com flic.kr",
    "medium": "miro.medium.com",
    "substack": "substackcdn.com",
    "eve-online": "login.eveonline.com images.evetech.net",
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
        wordpress.org en-gb.wordpress.org wp.com s0.wp.com stats.wp.com public-api.wordpress.com
        year5.blogspot.com 1.bp.blogspot.com blogger.googleusercontent.com resources.blogblog.com
        ourclass.itch.io teachernotes.substack.com somebody.medium.com year6.edublogs.org""",
    "the company, not the platform": """meta.com www.meta.com about.meta.com about.fb.com engineering.fb.com
        developers.facebook.com help.instagram.com snap.com www.snap.com redditinc.com faq.whatsapp.com
        help.x.com developer.x.com developer.twitter.com workplace.com oculus.com x.ai automattic.com
        eu.support.blizzard.com support.tiktok.com help.twitch.tv dev.twitch.tv developer.vimeo.com
        support.discord.com core.telegram.org docs.bsky.app en.help.roblox.com create.roblox.com
        dev.epicgames.com help.steampowered.com support.xbox.com unrealengine.com valvesoftware.com""",
    "another thing": """slideshare.net goodreads.com www.strava.com letterboxd.com netflix.com open.spotify.com
        www.digitalspy.com www.moneysavingexpert.com forums.moneysavingexpert.com www.premierleague.com
        www.amazon.co.uk www.pokemon.com signal.org poe.com grok.com""",
    "sign-in": """accounts.google.com accounts.youtube.com eu.accounts.youtube.com login.live.com
        login.microsoftonline.com appleid.apple.com user.auth.xboxlive.com title.mgt.xboxlive.com
        my.account.sony.com id.vk.com""",
    "used by the whole web": """rr3---sn-aigl6nl7.googlevideo.com gravatar.com secure.gravatar.com s.w.org
        fonts.googleapis.com lh3.googleusercontent.com lh3.ggpht.com www.googleapis.com akamaihd.net
        minecraft-services.net video-edge-c61b36.lhr03.abs.hls.live-video.net media.giphy.com disqus.com""",
    "teaching": """ttrockstars.com play.ttrockstars.com phonicsplay.co.uk www.phonicsplay.co.uk
        education.minecraft.net scratch.mit.edu purplemash.com www.bbc.co.uk nrich.maths.org
        youtubeeducation.com www.tes.com classroom.google.com teams.microsoft.com meeservices.minecraft.net
        play.prodigygame.com kahoot.it create.kahoot.it play.blooket.com www.mathletics.com
        www.educationcity.com www.topmarks.co.uk www.thenational.academy www.twinkl.co.uk www.chesskid.com
        education.roblox.com www.coolmathgames.com www.geoguessr.com plprimarystars.com wayground.com
        www.menti.com""",
    "school work": """chat.google.com meet.google.com teams.live.com slack.com app.slack.com web.yammer.com
        api.skype.com statics.teams.cdn.office.net webdir.online.lync.com teams.cloud.microsoft
        app.seesaw.me www.tapestryjournal.com www.classdojo.com www.parentpay.com login.arbor.sc
        www.sims.co.uk ashover.cpoms.net login.myconcern.education outlook.office.com www.office.com""",
    "professional communities": """chartered.college my.chartered.college www.edugeek.net www.ase.org.uk
        www.atm.org.uk www.nasen.org.uk www.thekeysupport.com""",
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


NAMED = {
    Category.SOCIAL: """facebook x instagram linkedin snapchat pinterest ask-fm tiktok threads bluesky mastodon
        bereal nextdoor""",
    Category.VIDEO: "youtube twitch vimeo",
    Category.MESSAGING: "whatsapp messenger discord telegram",
    Category.BLOGS_AND_FORUMS: "reddit tumblr wordpress-com quora",
    Category.GAMING: "roblox minecraft epic-games steam xbox playstation nintendo riot-games",
    Category.MMORPG: """battle-net final-fantasy-xiv runescape guild-wars-2 eve-online elder-scrolls-online swtor
        lost-ark black-desert albion-online""",
}


@pytest.mark.parametrize(("category", "names"), NAMED.items(), ids=list(NAMED))
def test_what_the_policy_names_and_staff_really_use_is_there_in_its_category(
    category: Category, names: str
) -> None:
    found = {platform.id for platform in CATALOGUE.platforms if platform.category is category}
    assert set(names.split()) - found == set()


def test_the_platforms_are_many_in_every_category_and_no_two_have_one_name() -> None:
    assert len(CATALOGUE.platforms) >= 120
    sizes = Counter(platform.category for platform in CATALOGUE.platforms)
    assert min(sizes[category] for category in Category) >= 10
    names = [platform.name.casefold() for platform in CATALOGUE.platforms]
    assert len(set(names)) == len(names)


def unhandy(names: Iterable[str]) -> list[str]:
    """Give the names that are too long for a button, or would look like two in a list."""
    return [name for name in names if len(name) > 30 or len(name.split()) > 5 or "," in name]


def test_a_name_fits_the_reminders_button_and_a_list_with_commas() -> None:
    assert unhandy(platform.name for platform in CATALOGUE.platforms) == []
    assert unhandy(["Star Trek Online and Neverwinter", "A (B, C)", "One of all the old worlds"]) != []


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


def overlaps(index: HostIndex) -> list[str]:
    """Give the listed hosts that some rule says must never be listed."""
    return [
        listing.host
        for listing in index.listings()
        if any(isinstance(rule, NeverListed) for rule in index.explain(listing.host).matches)
    ]


def test_no_listed_host_is_at_or_below_one_that_never_is() -> None:
    assert overlaps(INDEX) == []


@pytest.mark.parametrize("host", ["accounts.google.com", "lessons.ttrockstars.com", "bank.barclays.co.uk"])
def test_a_listed_host_that_must_never_be_would_be_noticed(host: str) -> None:
    platform = CATALOGUE.platforms[0]
    wrong = HostRule(host=normalise(host), kind=HostKind.SITE)
    platforms = [msgspec.structs.replace(platform, hosts=(*platform.hosts, wrong)), *CATALOGUE.platforms[1:]]
    assert overlaps(HostIndex(platforms, CATALOGUE.never_listed)) == [host]


NEVER = {
    "sign-in": "accounts.google.com microsoftonline.com login.live.com accounts.youtube.com okta.com",
    "teaching": """ttrockstars.com phonicsplay.co.uk education.minecraft.net scratch.mit.edu prodigygame.com
        kahoot.it blooket.com purplemash.com mathletics.com educationcity.com bbc.co.uk topmarks.co.uk
        thenational.academy twinkl.co.uk youtubeeducation.com""",
    "government": "gov.uk police.uk parliament.uk",
    "schools": "sch.uk ac.uk",
    "health": "nhs.uk nhs.net samaritans.org educationsupport.org.uk childline.org.uk",
    "banks": "barclays.co.uk natwest.com monzo.com teacherspensions.co.uk",
    "trade unions": """neu.org.uk nasuwt.org.uk unison.org.uk naht.org.uk ascl.org.uk gmb.org.uk
        unitetheunion.org""",
    "school work": """classroom.google.com teams.microsoft.com sharepoint.com seesaw.me tapestry.info classdojo.com
        parentpay.com arbor-education.com sims.co.uk cpoms.net myconcern.education chat.google.com slack.com""",
    "professional": "tes.com chartered.college edugeek.net nga.org.uk ase.org.uk",
    "used by the whole web": "googlevideo.com gravatar.com wp.com files.wordpress.com",
}


@pytest.mark.parametrize(("why", "hosts"), NEVER.items(), ids=list(NEVER))
def test_what_must_never_be_listed_is_named_with_its_reason(why: str, hosts: str) -> None:
    reasons = {str(rule.host): rule.reason for rule in CATALOGUE.never_listed}
    assert {host: reasons.get(host, "")[: len(why)] for host in hosts.split()} == dict.fromkeys(hosts.split(), why)


def test_the_names_that_never_are_listed_are_many_and_each_has_its_reason() -> None:
    assert len(CATALOGUE.never_listed) >= 700
    assert all(rule.reason for rule in CATALOGUE.never_listed)


def test_the_sign_in_host_of_google_is_cut_out_of_youtube() -> None:
    assert "accounts.youtube.com" in INDEX.cut_outs()


def test_films_that_other_sites_embed_come_from_asset_hosts_which_are_never_intercepted() -> None:
    for host in ("www.youtube-nocookie.com", "player.vimeo.com", "player.twitch.tv", "platform.twitter.com"):
        listing = INDEX.find(normalise(host))
        assert listing is not None
        assert listing.kind is HostKind.ASSET


def test_the_names_of_all_sites_fit_the_certificate_of_a_device() -> None:
    assert len(INDEX.site_hosts()) <= 700  # so many were tried in Chromium and Firefox: 27 kB
