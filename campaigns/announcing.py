"""A pick as a message for marketing: what, why, at what price, until when, and what not to say."""

from collections.abc import Sequence
from datetime import datetime

from campaigns.risks import labels
from campaigns.table import band_of
from domain.message import Actions, Block, File, Message, Paragraph, Span, Topic, text
from domain.pick import Pick
from domain.signal import STAGES

# The others are in the workbook.
TOLD = ("P0", "P1")


def pick_message(
    pick: Pick, made_at: datetime, files: tuple[File, ...] = (), proofs: Sequence[str] = ()
) -> Message | None:
    """One message a week and item, whatever of it is revised since; None for what is only in the list.

    `proofs` are addresses of pages that show its evidence.
    """
    if pick.priority not in TOLD:
        return None
    facts = [STAGES.get(pick.stage, pick.stage), f"本周声量 {pick.voices} 人次"]
    if pick.lift is not None and pick.lift_low is not None and pick.lift_high is not None:
        facts.insert(1, f"是预期的 {pick.lift:.1f} 倍（{pick.lift_low:.1f}–{pick.lift_high:.1f}）")
    if pick.price_low is not None:
        facts.append(band_of(pick))
    blocks: list[Block] = [Paragraph(text("，".join(facts)))]
    for head, said in (("话题词", pick.hooks), ("卖点", pick.selling_points), ("痛点", pick.pain_points)):
        if said:
            blocks.append(Paragraph(text(f"{head}：{'、'.join(f'{s.words}（{s.voices}）' for s in said)}")))
    if pick.window.last_launch_day:
        blocks.append(Paragraph(text(f"最晚上架 {pick.window.last_launch_day:%Y-%m-%d}")))
    named = labels()
    if pick.risks:
        blocks.append(Paragraph(text("先看风险：" + "、".join(named[risk.flag] for risk in pick.risks))))
    if proofs:
        blocks.append(Actions(tuple(Span(f"证据{n}", url=url) for n, url in enumerate(proofs, 1))))
    return Message(
        fingerprint=f"pick:{pick.id}",
        what="picks",
        title=f"{pick.priority} {pick.name}" + (f"（平替对象 {pick.dupe_of}）" if pick.dupe_of else ""),
        blocks=tuple(blocks),
        made_at=made_at,
        topic=Topic(
            categories=(pick.category,) if pick.category else (),
            stages=(pick.stage,),
            platforms=pick.channels,
        ),
        signal_ids=(pick.signal,),
        files=files,
    )
