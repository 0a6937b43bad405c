from web.sparkline import sparkline


def test_a_gap_breaks_the_line_and_is_marked():
    drawn = sparkline([1, 2, None, 4], width=36, height=20, margin=3)
    assert drawn.lines == ("3.0,13.5 13.0,10.0",)
    assert drawn.dots == ((33.0, 3.0),)
    assert drawn.gaps == ((18.0, 10.0),)
    assert drawn.last == (33.0, 3.0)
    assert drawn.top == 4


def test_nothing_but_gaps_draws_no_line():
    drawn = sparkline([None] * 13)
    assert drawn.lines == drawn.dots == ()
    assert drawn.last is None
    assert len(drawn.gaps) == 13
    assert all(x >= 0 and x + width <= 120 for x, width in drawn.gaps)


def test_zeros_lie_on_the_ground():
    drawn = sparkline([0, 0, 0], width=26, height=20, margin=3)
    assert drawn.lines == ("3.0,17.0 13.0,17.0 23.0,17.0",)
