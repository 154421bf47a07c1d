"""What a browser says of itself opens the steps of its device first."""

from __future__ import annotations

import pytest

from competition.venue.devices import DEVICES, device, inside


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (
            "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Mobile Safari/604.1",
            "apple",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile", "apple"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15", "macos"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36", "android"),
        ("Mozilla/5.0 (Linux; Android 12; HarmonyOS; BAH4-W09) AppleWebKit/537.36 Chrome/114.0 Mobile", "harmony"),
        ("Mozilla/5.0 (Tablet; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 ArkWeb/4.1 Mobile", "harmony"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Edg/126.0", "windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/126.0", "chromeos"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0", ""),
        ("", ""),
    ],
)
def test_devices_are_told_apart(agent: str, kind: str) -> None:
    assert device(agent) == kind and kind in ("", *DEVICES)


def test_a_page_inside_a_chat_is_found_out() -> None:
    assert inside("Mozilla/5.0 (Linux; Android 13) Chrome/111 Mobile MicroMessenger/8.0.40")
    assert inside("Mozilla/5.0 (iPhone) AppleWebKit AlipayClient/10.5")
    assert not inside("Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36")
