"""Platforms as people call them, in Chinese and English; one without a name is shown by its id."""

NAMES = {
    "xhs": ("小红书", "Xiaohongshu"),
    "xhs_comment": ("小红书评论", "Xiaohongshu comments"),
    "douyin": ("抖音", "Douyin"),
    "douyin_hot": ("抖音热榜", "Douyin hot list"),
    "weibo": ("微博", "Weibo"),
    "weibo_hot": ("微博热搜", "Weibo hot list"),
    "weibo_hot_heat": ("微博热度", "Weibo heat"),
    "zhihu": ("知乎", "Zhihu"),
    "zhihu_hot": ("知乎热榜", "Zhihu hot list"),
    "zhihu_search_hot": ("知乎热搜", "Zhihu searches"),
    "bilibili": ("B站", "Bilibili"),
    "bilibili_popular": ("B站热门", "Bilibili popular"),
    "kuaishou": ("快手", "Kuaishou"),
    "kuaishou_hot": ("快手热榜", "Kuaishou hot list"),
    "tieba": ("贴吧", "Tieba"),
    "douban": ("豆瓣", "Douban"),
    "smzdm": ("什么值得买", "SMZDM"),
    "ecommerce_review": ("电商评价", "Shop reviews"),
    "reddit": ("Reddit", "Reddit"),
    "tiktok": ("TikTok", "TikTok"),
    "36kr": ("36氪", "36Kr"),
    "wechat": ("微信公众号", "WeChat"),
    "taobao": ("淘宝", "Taobao"),
    "jd": ("京东", "JD"),
    "tmall": ("天猫", "Tmall"),
    "pdd": ("拼多多", "Pinduoduo"),
    "1688": ("1688", "1688"),
    "amazon": ("亚马逊", "Amazon"),
}


def platform_name(platform: str, lang: str = "zh-CN") -> str:
    known = NAMES.get(platform)
    return known[lang == "en"] if known else platform
