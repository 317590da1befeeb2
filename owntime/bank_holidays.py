"""Bank holidays as explicit dates, worked out by the library `holidays` when a policy is compiled."""

from collections.abc import Iterable

import holidays

from school_policy.calendar import BankHoliday, Region

_SUBDIVISIONS = {
    Region.ENGLAND: "ENG",
    Region.WALES: "WLS",
    Region.SCOTLAND: "SCT",
    Region.NORTHERN_IRELAND: "NIR",
}


def bank_holidays(region: Region, years: Iterable[int]) -> tuple[BankHoliday, ...]:
    """Return a region's bank holidays of some years in the order of their dates, substitute days included."""
    if region is Region.NONE:
        return ()
    found = holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[region], years=years)
    return tuple(
        BankHoliday(day=day, name=name.replace("(observed)", "(substitute day)"))
        for day, name in sorted(found.items())
    )
