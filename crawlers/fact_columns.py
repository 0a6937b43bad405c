"""Names of columns in tables of facts, Chinese and English, by field; and names that are never read.

The names are those that 生意参谋, 京东商智, 1688, 拼多多 and plain spreadsheets write; a unit in brackets
behind a name is no part of it (支付金额(元)). Earlier names win over later ones.
"""

import re

from crawlers.columns import Aliases, bare_name

_PERIOD = {
    "period": """
        period stat_date 统计日期 日期 date day 统计时间 数据日期 统计周期 时间周期 周期 开始日期 统计开始日期
        start_date week 周 周次 month 月份 时间 业务日期 成交日期 支付日期 付款时间 订单付款时间
    """,
    "period_end": "period_end end_date last_day 结束日期 统计结束日期 截止日期",
    "observed_at": "observed_at 采集时间 抓取时间 更新时间 导出时间 crawled_at",
}
_WHERE = {
    "platform": "platform 平台 来源平台 电商平台 site 站点",
    "category_id": """
        category_id 类目id 叶子类目id 三级类目id 商品类目id 类目编号 品类id 分类id cat_id cid cate_id
        leaf_category_id 内部类目 内部类目id
    """,
}
_ITEM_ID = """
    item_id 商品id 宝贝id 产品id 货品id offer_id offerid num_iid spu spu_id spuid goods_id product_id asin
    商品编号 商品编码 主商品id
"""
_SKU_ID = "sku_id sku skuid 商品sku sku编号 sku编码 规格id 商品规格id"
_TITLE = """
    title 商品名称 商品标题 宝贝标题 宝贝名称 产品名称 产品标题 货品标题 商品 标题 item_name product_name
    goods_name name 名称
"""
_TERM = "term 搜索词 关键词 keyword query search_term search_query 搜索关键词 热搜词 查询词 长尾词"
_ONLINE = {
    "online_items": """
        online_items 在线商品数 全网商品数 全站商品数 商品数 在售商品数 供应商品数 listing_count item_count
    """,
}

SEARCHES = Aliases(
    _WHERE
    | _PERIOD
    | {
        "term": _TERM,
        "search_volume": """
            search_volume searches volume 搜索次数 搜索量 月搜索量 日搜索量 周搜索量 月均搜索量 搜索pv
            search_count avg._monthly_searches avg_monthly_searches
        """,
        "searchers": "searchers 搜索人数 搜索uv 搜索用户数 搜索买家数 搜索访客数",
        "search_index": """
            search_index 搜索人气 搜索指数 搜索热度 搜索热度指数 搜索人气指数 搜索点击指数 需求指数 热度指数
        """,
        "search_rank": "search_rank 搜索排名 热搜排名 search_frequency_rank 排名 rank 搜索热度排名",
        "click_rate": "click_rate 点击率 搜索点击率 ctr click_share",
        "pay_rate": "pay_rate 支付转化率 转化率 成交转化率 搜索转化率 conversion_rate cvr",
    }
    | _ONLINE,
    bare=True,
)
SALES = Aliases(
    _WHERE
    | _PERIOD
    | {
        "item_id": _ITEM_ID,
        "sku_id": _SKU_ID,
        "title": _TITLE,
        "orders": """
            orders 支付订单数 成交订单数 成交单量 订单数 支付子订单数 下单笔数 支付笔数 order_count 订单量
            total_order_items
        """,
        "units": """
            units 支付件数 成交件数 成交商品件数 支付商品件数 销售件数 销售数量 units_sold units_ordered
            下单件数 下单商品件数 宝贝总数量 购买数量
        """,
        # alone it may as well be what a site shows of 30 days, or of all time
        "sold": "sold 销量 件数 数量 quantity sales_volume sales 日销量",
        "buyers": """
            buyers 支付买家数 成交人数 成交客户数 成交买家数 支付人数 成交用户数 下单买家数 下单客户数
            buyer_count
        """,
        "amount": """
            amount 支付金额 成交金额 销售额 成交额 gmv 交易金额 实付金额 买家实际支付金额 revenue sales_amount
            ordered_product_sales 下单金额 总金额
        """,
        "visitors": "visitors 商品访客数 访客数 商品uv 访客人数 sessions",
        "sales_index": "sales_index 交易指数 成交金额指数 支付金额指数 销量指数 成交指数",
        "currency": "currency 币种 货币",
    },
    bare=True,
)
LISTINGS = Aliases(
    _WHERE
    | {**_PERIOD, "observed_at": f"{_PERIOD['observed_at']} 快照时间"}
    | {
        "item_id": _ITEM_ID,
        "sku_id": _SKU_ID,
        "term": _TERM,
        "title": _TITLE,
        "url": "url link 商品链接 宝贝链接 产品链接 链接 商品地址 商品url 网址 detail_url",
        "category_name": "category_name 类目名称 类目 叶子类目 商品类目 所属类目 品类 三级类目 分类 category",
        "price": """
            price 售价 商品价格 价格 销售价 现价 批发价 一口价 单价 拼单价 团购价 券后价 sku价格 起批价 供货价
            代发价 sale_price unit_price
        """,
        "currency": "currency 币种 货币",
        "unit": "unit 单位 计价单位 计量单位 销售单位",
        "moq": "moq 起订量 起批量 最小起订量 最低起订量 起批数 起订数 起售量 min_order_quantity",
        "stock": "stock 库存 商品库存 可售库存 库存数量 总库存 可用库存 库存量 在库数量 inventory",
        "online_sellers": """
            online_sellers 在线商家数 商家数 供应商数 卖家数 在线卖家数 店铺数 竞争商家数 seller_count
        """,
        "sold": """
            sold 月销量 30天销量 近30天销量 累计销量 总销量 销量 已售 月销 成交量 90天销量 年销量 sales
            sold_count
        """,
    }
    | _ONLINE,
    bare=True,
)
RETAILER_GOODS = Aliases(
    {
        "retailer": "retailer 零售商 商超 超市 卖场 门店 渠道 平台 来源平台 platform 会员店",
        "item_id": f"{_ITEM_ID} 货号 商品货号 item_number",
        "barcode": "barcode 条码 条形码 商品条码 69码 ean upc gtin",
        "item": f"item {_TITLE} 品名 产品名 食品名称 样品名称",
        "brand": "brand 品牌 商标 品牌名称",
        "client": """
            client 委托方 委托企业 委托单位 委托商 委托方名称 委托企业名称 委托生产企业 委托加工方 品牌方
            principal
        """,
        # who answers for a filing, and who makes it where nobody is commissioned to
        "holder": "holder 备案人 注册人 备案人名称 注册人名称 注册人/备案人 备案人/注册人",
        "maker": """
            maker 受托生产企业 受托方 受托企业 受托生产企业名称 被委托方 受委托方 代工厂 加工企业
        """,
        "producer": """
            producer 生产企业 生产商 生产厂家 制造商 生产者 生产单位 生产企业名称 生产者名称 manufacturer
        """,
        "origin": "origin 产地 原产地 原产国 生产地",
        "sc_number": """
            sc_number 生产许可证编号 sc编号 sc证号 食品生产许可证编号 生产许可证号 许可证编号 生产许可证
            sc码 sc号 sc
        """,
        "filing_number": """
            filing_number 备案编号 备案号 备案凭证编号 注册证编号 注册证号 化妆品备案编号 特证号 批准文号
            注册/备案编号 注册证编号/备案编号
        """,
        "net_content": "net_content 净含量 净重 净含量规格",
        "spec": "spec 规格 规格型号 商品规格 包装规格 型号规格",
        "price": "price 售价 零售价 价格 会员价 商品价格 销售价 现价 单价",
        "currency": "currency 币种 货币",
        "unit": "unit 单位 计价单位 销售单位",
        "category_id": _WHERE["category_id"],
        "url": "url link 链接 商品链接 网址",
        "period": f"{_PERIOD['period']} 采样日期 记录日期 拍摄日期",
        "observed_at": _PERIOD["observed_at"],
    },
    bare=True,
)
REVIEWS = Aliases(
    {
        "platform": _WHERE["platform"],
        "item_id": _ITEM_ID,
        "title": _TITLE,
        "review_id": "review_id 评价id 评论id rate_id 评价编号 comment_id",
        "review": """
            review 评价内容 评论内容 初评内容 初评 首评内容 商品评价 评价详情 review_text review_content
            review_body 评论正文
        """,
        # alone it may as well be how many there are
        "remark": "remark 评价 评论",
        "follow_up": "follow_up 追评内容 追评 追加评价 追加评论 追评详情",
        "question": "question 问题 提问内容 问大家 问题内容 提问",
        "question_id": "question_id 问题id 提问id",
        "answer": "answer 回答 回答内容 答案 回复内容",
        "answer_id": "answer_id 回答id",
        "likes": "likes 有用数 点赞数 赞同数 有用 点赞",
        "answered_at": "answered_at 回答时间 回答日期",
        "published_at": """
            published_at 评价时间 评论时间 评价日期 提问时间 提问日期 初评时间 创建时间 日期 时间 date
            review_date created_at
        """,
    },
    bare=True,
)

# What a mapping file may call a column of such a table.
FACT_FIELDS = tuple(
    dict.fromkeys(
        field for table in (SEARCHES, SALES, LISTINGS, RETAILER_GOODS, REVIEWS) for field in table.fields
    )
)

# The names of people and of single orders. What is counted of them (支付买家数, 订单数) is none of these.
_PERSON = re.compile(
    r"买家|收货|收件|手机|电话|联系人|联系方式|昵称|姓名|身份证|邮箱|微信|旺旺|会员名|会员id|会员号|用户名|用户id"
    r"|支付宝|订单号|订单编号|订单id|子订单|运单|快递单|物流单|头像|账号|帐号|客户名|收款|发票|qq号"
    r"|(?:^|详细|送货|寄送|所在|街道)地址$|留言"
    r"|(?:^|_)(?:buyer|receiver|consignee|recipient|customer|phone|mobile|tel|telephone|address|email|e-mail|nick"
    r"|nickname|username|user_?name|user_?id|order_?id|order_?no|order_?number|order_?sn|avatar|full_?name)(?:_|$)"
)
_COUNTED = re.compile(
    r"(?:数|人数|笔数|件数|率|金额|占比|价值|均价|客单价|count|rate|ratio|amount|_quantity)$|^(?:buyers|商品数量|宝贝总数量)$"
)
_ORDER = re.compile(r"订单号|订单编号|订单id|子订单编号|(?:^|_)order_?(?:id|no|number|sn)(?:_|$)")


def is_personal(name: str) -> bool:
    """Whether a column names a person or a single order: it is never read, whatever a mapping says."""
    bare = bare_name(name)
    return bool(_PERSON.search(bare)) and not _COUNTED.search(bare)


def is_order(name: str) -> bool:
    """Whether a column numbers single orders: then a row is no total of a day."""
    return bool(_ORDER.search(bare_name(name)))


# Whose shop an item lies in, by the name of a column, by words above a table or in the name of a file (the
# first that is found), and by its address; and where the id of an item stands in its address.
OF_COLUMN = {
    "宝贝id": "taobao", "宝贝标题": "taobao", "宝贝名称": "taobao", "num_iid": "taobao", "offer_id": "1688",
    "offerid": "1688", "asin": "amazon",
}  # fmt: skip
OF_WORDS = {
    "1688": "1688", "阿里巴巴": "1688", "京东": "jd", "拼多多": "pdd", "抖店": "douyin",
    "抖音": "douyin", "快手": "kuaishou", "小红书": "xhs", "天猫": "tmall", "生意参谋": "taobao",
    "淘宝": "taobao", "亚马逊": "amazon", "amazon": "amazon",
}  # fmt: skip
OF_SHOP = {
    "1688.com": "1688", "taobao.com": "taobao", "tmall.com": "tmall", "jd.com": "jd", "yangkeduo.com": "pdd",
    "pinduoduo.com": "pdd", "jinritemai.com": "douyin", "amazon.com": "amazon",
}  # fmt: skip
ITEM_IN_ADDRESS = (
    r"1688\.com/offer/([0-9]{6,})", r"jd\.com/([0-9]{5,})\.html", r"[?&](?:id|goods_id|offerId)=([0-9]{5,})",
    r"/dp/([0-9A-Z]{10})",
)  # fmt: skip
