"""The trees of RFC 6962: its construction by hand, and proofs that fit one entry in one place only."""

from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from credits.domain.merkle import inclusion_proof, leaf_hash, node_hash, root_from, root_of

# Inputs and roots that implementations of Certificate Transparency test each other with
INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves_of(*inputs):
    return [leaf_hash(bytes.fromhex(text)) for text in inputs]


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size):
    assert root_of(leaves_of(*INPUTS[:size])).hex() == ROOTS[size - 1]


def test_the_tree_of_nothing_is_the_hash_of_nothing():
    assert root_of([]) == sha256(b"").digest()


def test_seven_leaves_are_built_as_the_rfc_draws_them():
    """RFC 6962, section 2.1.3: the proof of d0 in a tree of seven is [b, h, l]."""
    a, b, c, d, e, f, j = leaves_of(*INPUTS[:7])
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, rest = node_hash(g, h), node_hash(i, j)
    leaves = [a, b, c, d, e, f, j]
    assert root_of(leaves) == node_hash(k, rest)
    assert inclusion_proof(leaves, 0) == [b, h, rest]
    assert inclusion_proof(leaves, 3) == [c, g, rest]
    assert inclusion_proof(leaves, 4) == [f, j, k]
    assert inclusion_proof(leaves, 6) == [i, k]


SIZES = st.integers(1, 40)


@given(SIZES, st.data())
def test_a_proof_leads_to_the_root_from_its_own_entry_and_place_alone(size, data):
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    assert root_from(leaves[index], index, size, proof) == root_of(leaves)
    assert root_from(leaf_hash(b"another"), index, size, proof) != root_of(leaves)
    for other in range(size):
        if other != index:
            assert root_from(leaves[index], other, size, proof) != root_of(leaves)


@given(SIZES, st.data())
def test_a_proof_that_was_changed_leads_elsewhere(size, data):
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, index)
    longer = [*proof, leaf_hash(b"more")]
    assert root_from(leaves[index], index, size, longer) != root_of(leaves)
    if proof:
        assert root_from(leaves[index], index, size, proof[:-1]) != root_of(leaves)
        place = data.draw(st.integers(0, len(proof) - 1))
        proof[place] = bytes([proof[place][0] ^ 1]) + proof[place][1:]
        assert root_from(leaves[index], index, size, proof) != root_of(leaves)


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_proof_of_what_is_not_there(index):
    leaves = leaves_of(*INPUTS[:3])
    with pytest.raises(IndexError):
        inclusion_proof(leaves, index)
    assert root_from(leaves[0], index, 3, []) is None
