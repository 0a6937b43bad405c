"""Words that name no theme: filler of posts, selling and asking phrases, platforms, masks, emoji names.

English function words come from scikit-learn, which only the theme job loads.
"""

# ruff: noqa: PLC0415

PLATFORMS = """
小红书 微博 抖音 快手 知乎 贴吧 b站 哔哩 哔哩哔哩 豆瓣 xhs weibo douyin kuaishou zhihu bilibili
reddit tiktok tieba
"""

# our own masks, and what platforms write into texts: #…[话题]#, [捂脸]
MARKS = """
phone wechat email qq id author url http https www com html 话题 正文 全文 网页链接 超话 捂脸 打call
doge cry call wow emoji 笑哭 比心 妙啊 偷笑 哇 允悲 赞 心 鼓掌 吃瓜 图片 视频 转发 转发微博 微博视频
现场图
"""

ENGLISH = """
got just really like liked want wanted need needed know think thing things lot bit im ive dont don
didn doesn isn wasn aren ll ve re use used using good great nice better best buy bought get getting
make makes made way right look looks looking going come came say said yes ok okay lol thanks thank
please help anyone one two first last time days day week weeks month ago new old here there much
many half money same actually honest honestly pretty sure far long does did do doing today
"""

# 同款, 平替, 牌子 and the like stand in every post here: they part nothing
CHINESE = """
我们 你们 他们 她们 它们 咱们 自己 别人 人家 大家 各位 姐妹 姐妹们 家人们 宝子 宝子们 朋友 朋友们
亲们 老板 老板们 大佬 网友 这个 那个 这些 那些 这样 那样 这么 那么 这种 那种 这里 那里 这儿 那儿
这边 那边 这次 那次 这款 那款 这条 那条 这件 那件 这双 那双 这家 那家 哪家 哪个 哪里 哪儿 哪些 哪款
怎么 怎么样 怎样 什么 为什么 多少 几个 几次 是不是 有没有 能不能 会不会 好不好 谁能 谁懂 一个 一些
一下 一直 一样 一般 一点 一点点 一次 一起 一定 一批 一双 一件 一条 一款 一台 一把 一瓶 一套 一本
一盒 一袋 一罐 一支 一只 一种 一家 一倍 一半 一年 一天 一旦 一边 一整 一堆 一圈 一趟 两个 两天 两件
两条 三件 三天 几天 几年 半天 半年 半个 第一 第一次 第二 不是 没有 不会 不能 不要 不用 不过 不如
不到 不到位 不了 不住 不同 不错 不知 不知道 不想 不行 不好 不看 不算 不止 没什么 没想到 没话说 可以
因为 所以 但是 但 如果 虽然 然后 而且 或者 还是 还有 还要 还会 就是 只是 只有 只要 只能 只会 反正
反而 其实 可能 应该 需要 直接 那就 真的 非常 比较 特别 已经 现在 时候 觉得 感觉 知道 出来 起来 下来
上来 回来 过来 进去 出去 之后 之前 以后 以前 以内 以上 以下 之间 前后 最后 最近 最近的 今天 昨天
明天 今年 去年 明年 今晚 昨晚 周末 上周 下周 平时 早上 晚上 上午 下午 前阵子 过阵子 隔天 当天 半夜
每天 活动价 有点 有的 看到 看着 看看 看款 想要 想买 想问 求问 求推荐 求链接 推荐 链接 评论 评论区
主页 私信 私我 滴滴 留言 关注 点赞 收藏 分享 好物 好物分享 攻略 省钱 记录 开箱 测评 对比 种草 拔草
避雷 踩雷 翻车 回购 下单 入手 到手 收到 买到 买过 用过 买的 出货 发货 包邮 现货 库存 补货 到货 优先
放心 划算 值得 值不值 便宜 太贵 贵的 好用 好看 好穿 好吃 喜欢 满意 后悔 简单 说说 聊聊 来说 说法
说好 听说 据说 确实 居然 果然 终于 本来 原来 结果 结论 问题 东西 地方 原因 理由 情况 个例 参数 要求
建议 经验 感受 看法 无所谓 差不多 差别 差价 要紧 重要 用心 细节 包装 优点 缺点 现象 正常 回复 客服
真诚 求教 急用 坐标 在线 谢谢 谢邀 勿喷 在意 实话 老实 有用 天下 够用 够吃 顿 外卖 几顿 邻居 表妹
闺蜜 同事 学姐 室友 对象 我妈 我姐 我家 老人 孩子 补充 准备 支持 稳定 安排 包退 零头 补贴 厂家补贴
返场 手慢 手慢无 错过 先到先得 拼手速 领券 左下角 家里 今年的 一分 一分钱 一分货 价钱 价格 价位 预算
多半 多数 不少 很多 许多 所有 全部 其他 其它 别的 另外 以及 关于 对于 通过 根据 按照 目前 进行 成为
表示 可是 于是 的话 来着 而已 罢了 图一 图二 同款 平替 同类 商品 产品 店铺 店家 卖家 买家 商家 活动
旗舰店 官方 正品 专柜 国货 牌子 品牌 质量 做工 性价比 阴影 懂的 有人 人说 去过 跑了 找找
"""


def chinese_and_marks() -> frozenset[str]:
    """Everything of this module, in lower case."""
    return frozenset(" ".join((PLATFORMS, MARKS, ENGLISH, CHINESE)).lower().split())


def every() -> frozenset[str]:
    """Chinese and English words. Loads scikit-learn."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return chinese_and_marks() | ENGLISH_STOP_WORDS


# Latin words that stand capitalised in a post and name no brand.
LATIN = """
a an the this that these those my your his her its our their i it we you they he she and or but if
so not no yes what where when why how who which oem odm obm moq pro plus max mini ultra air se ins
diy vlog app up vs ok logo ceo ipo ai vip fob cif sku spu usb led pvc eva tpu abs pu dupe dupes
knockoff knockoffs amp best good great perfect new old real fake cheap designer luxury drugstore
brand brands store stores outlet amazon finds haul review reviews link links bio edit update tldr
psa pov lol omg imo btw fyi monday tuesday wednesday thursday friday saturday sunday january
february march april may june july august september october november december us usa uk eu china
chinese korean japanese american european italian french german any some all every most more less
very just only also even still here there today anyone someone everyone http https www com html size
color colour price shipping quality does do did is are was were has have had can could should would
will made same for with from about after before like looking need want buy buying bought got get
help question rant black friday prime day tiktok reddit instagram youtube pinterest facebook sephora
ulta pp pe pet dna spf pa bb cc xl xxl xs ml kg cm mm mah gsm hz rgb hdmi type wifi nfc gps pc ps
ota soc cpu gpu ssd hdd ram rom ip ces hr it bgm kol koc mcn ugc roi gmv dtc c2m b2b b2c c2c o2o sop
kpi ppt pdf excel word id ps ktv spa gym suv mpv emo nice low high top hot hello hi bye thanks
please sorry hey guys girl girls boy boys
"""
