"""Words that the pages show for names in the data; a name without a word is shown as it is."""

from domain.plan import STATES as TASK_STATES

__all__ = ["TASK_STATES"]

KINDS = {"product": "商品", "brand": "品牌", "factory": "工厂", "belt": "产业带", "channel": "渠道"}
JOBS = {
    "import": "导入",
    "crawl": "采集",
    "annotate": "识别",
    "count": "计数",
    "digest": "识别与计数",
    "signals": "信号",
    "themes": "主题",
    "graph": "证据图谱",
    "report": "周报",
    "run": "全流程",
    "backfill": "补算",
    "plan": "任务单",
    "scores": "评分",
    "evaluate": "重建记录",
    "dispute": "异议",
    "disputes": "异议",
}
OUTCOMES = {"done": "完成", "partial": "部分完成", "failed": "失败"}
RELATIONS = {
    "dupe_of": "平替",
    "made_by": "由其生产",
    "oem_for": "代工／同厂",
    "from_belt": "来自产业带",
    "sold_on": "在售于",
}
CLAIMS = {"claimed": "声称", "denied": "否认", "asked": "询问"}
SPEAKERS = {
    "buyer": "买家",
    "reseller": "小B",
    "factory": "工厂",
    "ad": "广告",
    "media": "媒体",
    "other": "其他",
}
ROBOTS = {
    "rules": "有规则",
    "none": "无规则",
    "unreachable": "取不到，不采",
    "busy": "繁忙，不采",
    "contract": "按接口合约",
}
