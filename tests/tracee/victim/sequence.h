/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A restartable sequence (rseq(2)), for spin_<arch>.c. The instructions make spin_sequence():
 *
 *   11 to 12  the sequence; before it, spin_sequence_cs must be put into the rseq area
 *   13        its abort handler, after the signature that the C library has registered (RSEQ_SIG)
 */
#ifndef VICTIM_SEQUENCE_H
#define VICTIM_SEQUENCE_H

#define SEQUENCE(instructions)                                                                     \
	__asm__(".pushsection .data.rel.ro, \"aw\"\n"                                              \
		".balign 32\n"                                                                     \
		"spin_sequence_cs:\n"                                                              \
		".long 0, 0\n"                                                                     \
		".quad 11f, 12f-11f, 13f\n"                                                        \
		".popsection\n"                                                                    \
		".pushsection .text\n"                                                             \
		".globl spin_sequence\n"                                                           \
		".type spin_sequence, %function\n"                                                 \
		"spin_sequence:\n" instructions ".size spin_sequence, .-spin_sequence\n"           \
		".popsection\n")

#endif
