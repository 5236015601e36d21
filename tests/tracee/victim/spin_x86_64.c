/* SPDX-License-Identifier: Apache-2.0 */
/* Registers of x86_64, filled with known values and watched in a loop. */
#include <stddef.h>

#include "sequence.h"
#include "victim.h"

/* ---- general registers and flags ---- */

/* rax, rbx, rcx, rdx, rsi, rdi, rbp, r8 to r15; used by the assembly below. rax would show an
 * interrupted system call. */
extern const unsigned long spin_values[15];
const unsigned long spin_values[15] = {(unsigned long)-512, 0xfffffffffffffe00, 0x3333333333333333,
				       0x4444444444444444,  0xfffffffffffffdfc, 0x6666666666666666,
				       0x7777777777777777,  0x8888888888888888, 0x9999999999999999,
				       0xaaaaaaaaaaaaaaaa,  0xbbbbbbbbbbbbbbbb, 0xcccccccccccccccc,
				       0xdddddddddddddddd,  0xeeeeeeeeeeeeeeee, 0xf0f0f0f0f0f0f0f0};

/* 0: nothing changed, 1: a general register, 2: the flags. */
extern long spin_general_asm(const _Atomic unsigned int *flag, unsigned int value);

#define FOR_EACH_REGISTER(what)                                                                    \
	what(rax, 0) what(rbx, 1) what(rcx, 2) what(rdx, 3) what(rsi, 4) what(rdi, 5) what(rbp, 6) \
		what(r8, 7) what(r9, 8) what(r10, 9) what(r11, 10) what(r12, 11) what(r13, 12)     \
			what(r14, 13) what(r15, 14)
#define LOAD(name, index)    "movq spin_values+8*" #index "(%rip), %" #name "\n"
#define COMPARE(name, index) "cmpq spin_values+8*" #index "(%rip), %" #name "\njne 8f\n"

/* 0x200cd5: ID, overflow, direction, sign, zero, auxiliary carry, parity, carry, and no others.
 * Bits 1 and 9 (interrupts) are always set. */
#define WATCH_FLAGS(set, seen)                                                                     \
	"pushq $" #set "\npopfq\n"                                                                 \
	".rept 40\npause\n.endr\n"                                                                 \
	"pushfq\ncmpq $" #seen ", (%rsp)\nleaq 8(%rsp), %rsp\njne 9f\n"

__asm__(".pushsection .text\n"
	".globl spin_general_asm\n"
	".type spin_general_asm, @function\n"
	"spin_general_asm:\n"
	"pushq %rbx\npushq %rbp\npushq %r12\npushq %r13\npushq %r14\npushq %r15\n"
	"pushq %rdi\npushq %rsi\n" FOR_EACH_REGISTER(LOAD) "1:\n" WATCH_FLAGS(0x200cd5, 0x200ed7)
		WATCH_FLAGS(0, 0x202)
			FOR_EACH_REGISTER(COMPARE) "pushq %rax\nmovq 16(%rsp), %rax\nmovl (%rax), "
						   "%eax\ncmpl 8(%rsp), %eax\npopq %rax\n"
						   "je 1b\n"
						   "movl $0, %eax\njmp 10f\n"
						   "8:\nmovl $1, %eax\njmp 10f\n"
						   "9:\nmovl $2, %eax\n"
						   "10:\ncld\naddq $16, %rsp\n"
						   "popq %r15\npopq %r14\npopq %r13\npopq "
						   "%r12\npopq %rbp\npopq %rbx\nret\n"
						   ".size spin_general_asm, .-spin_general_asm\n"
						   ".popsection\n");

const char *spin_general(const _Atomic unsigned int *flag, unsigned int value)
{
	static const char *const changed[] = {NULL, "a general register", "the flags"};

	return changed[spin_general_asm(flag, value)];
}

/* ---- vector registers ---- */

struct vectors {
	_Alignas(64) unsigned char registers[32][64];
	unsigned long masks[8]; /* k0 to k7 */
};

/* Loads the registers, stores them again and again, and compares. Returns 0 if nothing changed. */
extern long spin_sse(const struct vectors *loaded, struct vectors *stored,
		     const _Atomic unsigned int *flag, unsigned int value);
extern long spin_avx(const struct vectors *loaded, struct vectors *stored,
		     const _Atomic unsigned int *flag, unsigned int value);
extern long spin_avx512(const struct vectors *loaded, struct vectors *stored,
			const _Atomic unsigned int *flag, unsigned int value);

/* rdi: loaded, rsi: stored, rdx: flag, ecx: value */
#define SPIN(name, load, store)                                                                    \
	__asm__(".pushsection .text\n"                                                             \
		".globl " #name "\n"                                                               \
		".type " #name ", @function\n" #name ":\n"                                         \
		"movl %ecx, %r8d\nmovq %rdi, %r9\nmovq %rsi, %r10\n" load                          \
		"1:\n.rept 40\npause\n.endr\n" store                                               \
		"movq %r9, %rdi\nmovq %r10, %rsi\nmovl $264, %ecx\ncld\nrepe cmpsq\njne 2f\n"      \
		"cmpl (%rdx), %r8d\nje 1b\n"                                                       \
		"xorl %eax, %eax\nret\n"                                                           \
		"2:\nmovl $1, %eax\nret\n"                                                         \
		".size " #name ", .-" #name "\n"                                                   \
		".popsection\n")

#define SIXTEEN		"0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"
#define THIRTY_TWO	SIXTEEN ",16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31"
#define FOR(list, text) ".irp i," list "\n" text "\n.endr\n"

SPIN(spin_sse, FOR(SIXTEEN, "movaps 64*\\i(%r9), %xmm\\i"),
     FOR(SIXTEEN, "movaps %xmm\\i, 64*\\i(%r10)"));
SPIN(spin_avx, FOR(SIXTEEN, "vmovaps 64*\\i(%r9), %ymm\\i"),
     FOR(SIXTEEN, "vmovaps %ymm\\i, 64*\\i(%r10)"));
SPIN(spin_avx512,
     FOR(THIRTY_TWO, "vmovaps 64*\\i(%r9), %zmm\\i")
	     FOR("0,1,2,3,4,5,6,7", "kmovq 2048+8*\\i(%r9), %k\\i"),
     FOR(THIRTY_TWO, "vmovaps %zmm\\i, 64*\\i(%r10)")
	     FOR("0,1,2,3,4,5,6,7", "kmovq %k\\i, 2048+8*\\i(%r10)"));

const char *spin_vectors(const _Atomic unsigned int *flag, unsigned int value)
{
	struct vectors loaded, stored;
	unsigned char *bytes = (unsigned char *)&loaded, *copy = (unsigned char *)&stored;

	/* Parts that a narrower kind of register does not store are equal from the start. */
	for (size_t i = 0; i < sizeof(loaded); i++)
		bytes[i] = copy[i] = (unsigned char)(i * 7 + 1);
	if (__builtin_cpu_supports("avx512bw"))
		return spin_avx512(&loaded, &stored, flag, value) ? "an AVX-512 register" : NULL;
	if (__builtin_cpu_supports("avx"))
		return spin_avx(&loaded, &stored, flag, value) ? "an AVX register" : NULL;
	return spin_sse(&loaded, &stored, flag, value) ? "an SSE register" : NULL;
}

/* ---- a restartable sequence ---- */

SEQUENCE("10:\nleaq spin_sequence_cs(%rip), %rax\n"
	 "movq %rax, 8(%rdi)\n"
	 "11:\n"
	 ".rept 40\npause\n.endr\n"
	 "cmpq $0, 8(%rdi)\nje 14f\n"
	 "cmpl (%rsi), %edx\nje 11b\n"
	 "12:\nmovq $0, 8(%rdi)\nxorl %eax, %eax\nret\n"
	 "14:\nmovl $1, %eax\nret\n"
	 /* The handler must be preceded by the signature that the C library has registered
	  * (RSEQ_SIG). */
	 ".byte 0x0f, 0xb9, 0x3d\n"
	 ".long 0x53053053\n"
	 "13:\njmp 10b\n");
