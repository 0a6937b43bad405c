"""Words of a signal: stages and kinds with the names readers see."""

STAGES = {
    "emerging": "萌芽",
    "rising": "上升",
    "surging": "爆发",
    "plateau": "平台",
    "cooling": "降温",
    "none": "平稳",
}
KINDS = {"burst": "突发", "seasonal": "周期", "sustained": "持续"}

# A signal over all platforms together, beside the ones per platform.
ALL_PLATFORMS = "*"
