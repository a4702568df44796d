"""Pictures of figures as SVG, written here: no script, no font, no style of their own, readable in black and white.

Colours and strokes are classes of the page's style sheet. Small bars stretch with the column they stand in and repeat
what stands beside them in words, so they are hidden from screen readers; plots carry a title and a description. Does
not know metrics or pages.
"""

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from eval.curves import Point
from eval.latency import Stage

_WIDTH, _HEIGHT = 440, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 22, 14, 50


def element(name: str, *inside: str | Markup, **attributes: object) -> Markup:
    """One element; everything that is not already markup is escaped. `class_` is `class`, `a_b` is `a-b`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{''.join(escape(part) for part in inside)}</{name}>")  # noqa: S704 all escaped


def bar(
    mean: float, low: float | None, high: float | None, within: tuple[float, float], whole: float | None = None
) -> Markup:
    """A bar from the left end of `within` to the mean, its interval across it, and a notch at the mean of the whole."""

    def at(value: float) -> float:
        return (value - within[0]) / ((within[1] - within[0]) or 1.0)

    parts = [
        element("rect", class_="track", x="0", y="5", width="100%", height="8"),
        element("rect", class_="fill", x="0", y="5", width=_percent(at(mean)), height="8"),
    ]
    if whole is not None:
        parts.append(element("line", class_="whole", x1=_percent(at(whole)), x2=_percent(at(whole)), y1="0", y2="18"))
    return _strip(parts + _whisker(low, high, at))


def difference_bar(
    difference: float, low: float | None, high: float | None, reach: float, noise: float | None = None
) -> Markup:
    """A bar from zero in the middle to the difference, with its interval, over a band of noise. Ends: ± `reach`."""

    def at(value: float) -> float:
        return 0.5 + value / (2 * reach or 1.0)

    left, right = sorted((0.5, at(difference)))
    parts = [element("rect", class_="track", x="0", y="5", width="100%", height="8")]
    if noise:
        begin, wide = _percent(at(-noise)), _percent(at(noise) - max(0.0, at(-noise)))
        parts.append(element("rect", class_="noise", x=begin, y="1", width=wide, height="16"))
    parts += [
        element("rect", class_="fill", x=_percent(left), y="5", width=_percent(right - left), height="8"),
        element("line", class_="zero", x1="50%", x2="50%", y1="0", y2="18"),
    ]
    return _strip(parts + _whisker(low, high, at))


def curve_plot(points: Sequence[Point], name: str) -> Markup:
    """Error over coverage, as steps: between two thresholds nothing more is shown."""
    if not points:
        return Markup()
    top = _ceiling(max(point.error for point in points))
    corners: list[str] = []
    for point in points:
        x, y = _x(point.coverage), _y(point.error / top)
        corners.append(f"{x:.1f},{corners[-1].split(',')[1] if corners else f'{y:.1f}'}")
        corners.append(f"{x:.1f},{y:.1f}")
    last = points[-1]
    parts = [
        *(_level(share, f"{share * top:.0%}") for share in (0.0, 0.5, 1.0)),
        *(_foot(_x(share), f"{share:.0%}") for share in (0.0, 0.25, 0.5, 0.75, 1.0)),
        element("polyline", class_="curve", points=" ".join(corners)),
        element("circle", class_="end", cx=f"{_x(last.coverage):.1f}", cy=f"{_y(last.error / top):.1f}", r="4"),
        *_captions("share shown", "share of it that is wrong"),
    ]
    described = (
        f"Showing everything, {last.error:.1%} of {last.shown} are wrong; "
        f"showing the surest {points[0].coverage:.0%}, {points[0].error:.1%} are."
    )
    return _plot(name, "Error against coverage", described, parts)


def histogram(stage: Stage, name: str) -> Markup:
    """How many cases took how long, over a scale of times that grows by steps of about two."""
    most = max((count for *_, count in stage.bins), default=0) or 1
    room = (_WIDTH - _LEFT - _RIGHT) / len(stage.bins)
    parts = [_level(share, f"{share * most:.0f}") for share in ((0.0, 0.5, 1.0) if most > 1 else (0.0, 1.0))]
    for place, (begins, ends, count) in enumerate(stage.bins):
        x, y = _LEFT + place * room, _y(count / most)
        label = f"{begins:g} to {ends:g} s: {count}" if ends is not None else f"over {begins:g} s: {count}"
        height = f"{_HEIGHT - _BOTTOM - y:.1f}"
        column = element("title", label)
        parts.append(
            element(
                "rect", column, class_="fill", x=f"{x + 2:.1f}", y=f"{y:.1f}", width=f"{room - 4:.1f}", height=height
            )
        )
        parts.append(_foot(x, f"{begins:g}"))
    parts += _captions("seconds", "cases")
    described = f"Half of {stage.n} cases took at most {stage.p50:g} s, 95 of 100 at most {stage.p95:g} s."
    return _plot(name, f"Seconds: {stage.name}", described, parts)


def _whisker(low: float | None, high: float | None, at: Callable[[float], float]) -> list[Markup]:
    """A line from `low` to `high`, closed by a stroke at each end that lies within the bar."""
    if low is None or high is None:
        return []
    ends = [at(end) for end in (low, high)]
    return [
        element("line", class_="whisker", x1=_percent(ends[0]), x2=_percent(ends[1]), y1="9", y2="9"),
        *(
            element("line", class_="whisker", x1=_percent(end), x2=_percent(end), y1="4", y2="14")
            for end in ends
            if 0 <= end <= 1
        ),
    ]


def _strip(parts: Sequence[Markup]) -> Markup:
    return element("svg", *parts, class_="bar", width="100%", height="18", aria_hidden="true", focusable="false")


def _plot(name: str, title: str, described: str, parts: Sequence[Markup]) -> Markup:
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", described, id=f"{name}-desc"),
        *parts,
        class_="plot",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def _level(share: float, label: str) -> Markup:
    y = f"{_y(share):.1f}"
    line = element("line", class_="grid", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y)
    return line + element("text", label, x=_LEFT - 8, y=y, text_anchor="end", dominant_baseline="middle")


def _foot(x: float, label: str) -> Markup:
    return element("text", label, x=f"{x:.1f}", y=_HEIGHT - _BOTTOM + 18, text_anchor="middle")


def _captions(across: str, up: str) -> list[Markup]:
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    return [
        element("text", across, x=(_LEFT + _WIDTH - _RIGHT) / 2, y=_HEIGHT - 10, text_anchor="middle"),
        element("text", up, x=-middle, y=14, text_anchor="middle", transform="rotate(-90)"),
    ]


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)


def _percent(share: float) -> str:
    return f"{100 * min(1.0, max(0.0, share)):.2f}%"


def _ceiling(share: float) -> float:
    """A round share at or above the largest, for the upper end of an axis."""
    return next(end for end in (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if share <= end)
