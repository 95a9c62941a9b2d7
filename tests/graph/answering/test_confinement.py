"""What is known of the memory of a process."""

from graph.answering.confinement import Allowance

SIZE = 64 * 1024**2


def test_what_a_process_holds_is_what_it_holds_now() -> None:
    allowance = Allowance()
    before = allowance.held
    block = bytearray(b"x") * SIZE
    with_block = allowance.held
    assert with_block - before > len(block) // 2
    del block
    assert with_block - allowance.held > SIZE // 2
