"""Invented people: common surnames and given characters, drawn from a fixed seed. Any likeness is chance."""

from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚"
    "卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = {
    "male": "明华建国志强伟军平勇杰涛超辉刚斌健飞海波东林峰文彬宇浩俊凯鹏瑞祥福贵顺昌盛永康安泰德仁义信良忠厚",
    "female": "英桂兰玉梅凤霞丽娟敏静燕红艳芳婷雪莉琴慧洁云秋月春花香莲珍翠娥彩菊爱美欣悦琳佳怡倩薇蕾婉淑贤惠秀宁",
}
# 199 0000 is used here as a block: numbers of the demo must be well-formed, and are never dialled or sent to.
PHONE_BLOCK = 19_900_000_000


class Register:
    """Hand out names and phones, each once, in an order fixed by the seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  a repeatable draw, not a secret
        self._taken: set[str] = set()
        self._phones = 0

    def name(self, sex: str) -> str:
        """Return an invented name of two or three characters that has not been handed out yet."""
        while True:
            given = "".join(self.random.sample(GIVEN[sex], self.random.choice((1, 2, 2, 2))))
            name = self.random.choice(SURNAMES) + given
            if name not in self._taken:
                self._taken.add(name)
                return name

    def phone(self) -> str:
        """Return the next well-formed number of the demo's block."""
        self._phones += 1
        return str(PHONE_BLOCK + self._phones)
