"""A procedure draws itself: straight on down the column, every other way as a bow of its own lane."""

import re

from gongzhi.policy.drawing import drawing_of, lanes_of, overlap

STEPS = ["提出", "派办", "办理", "退办裁定", "答复", "办结"]
WAYS = [(0, 1), (1, 2), (2, 4), (2, 3), (3, 1), (3, 2), (4, 5), (2, 4)]


def test_the_way_to_the_next_step_is_a_line_and_every_other_way_a_bow():
    picture = drawing_of(STEPS, WAYS)
    assert len(picture.falls) == 4
    assert [bow.is_back for bow in picture.bows] == [True, False, True]


def test_bows_that_pass_a_common_step_lie_in_different_lanes():
    lanes = lanes_of([(2, 4), (3, 1), (3, 2), (0, 5)])
    for one, lane in lanes.items():
        assert not [other for other, there in lanes.items() if other != one and there == lane and overlap(one, other)]
    assert lanes[(3, 2)] == 0
    assert lanes[(0, 5)] == max(lanes.values())


def test_the_end_has_no_number_and_nothing_leaves_the_picture():
    picture = drawing_of(STEPS, WAYS)
    assert [node.number for node in picture.nodes] == [1, 2, 3, 4, 5, None]
    numbers = [
        int(n) for line in (*picture.falls, *(bow.line for bow in picture.bows)) for n in re.findall(r"-?\d+", line)
    ]
    assert min(numbers) >= 0
    assert max(node.y for node in picture.nodes) < picture.height


def test_a_procedure_without_jumps_needs_no_lane():
    assert drawing_of(["提出", "办结"], [(0, 1)]).bows == ()
