/* SPDX-License-Identifier: Apache-2.0 */
/* Registers of aarch64, filled with known values and watched in a loop. */
#include <stddef.h>
#include <sys/auxv.h>

#include "sequence.h"
#include "victim.h"

#define FOR(list, text) ".irp i," list "\n" text "\n.endr\n"
#define SIXTEEN		"0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15"
#define TWENTY_NINE	SIXTEEN ",16,17,18,19,20,21,22,23,24,25,26,27,28"
#define THIRTY_TWO	TWENTY_NINE ",29,30,31"
#define SPIN		".rept 40\nyield\n.endr\n"

/* ---- general registers and flags ---- */

/* x0 to x28; used by the assembly below. x0 would show an interrupted system call. */
extern const unsigned long spin_values[29];
const unsigned long spin_values[29] = {(unsigned long)-512, 0x0202020202020202, 0x0303030303030303,
				       0x0404040404040404,  0x0505050505050505, 0x0606060606060606,
				       0x0707070707070707,  0x0808080808080808, 0x0909090909090909,
				       0x0a0a0a0a0a0a0a0a,  0x0b0b0b0b0b0b0b0b, 0x0c0c0c0c0c0c0c0c,
				       0x0d0d0d0d0d0d0d0d,  0x0e0e0e0e0e0e0e0e, 0x0f0f0f0f0f0f0f0f,
				       0x1010101010101010,  0x1111111111111111, 0x1212121212121212,
				       0x1313131313131313,  0x1414141414141414, 0x1515151515151515,
				       0x1616161616161616,  0x1717171717171717, 0x1818181818181818,
				       0x1919191919191919,  0x1a1a1a1a1a1a1a1a, 0x1b1b1b1b1b1b1b1b,
				       0x1c1c1c1c1c1c1c1c,  0x1d1d1d1d1d1d1d1d};

/* 0: nothing changed, 1: a general register, 2: the flags. */
extern long spin_general_asm(const _Atomic unsigned int *flag, unsigned int value);

__asm__(".pushsection .text\n"
	".globl spin_general_asm\n"
	".type spin_general_asm, %function\n"
	"spin_general_asm:\n"
	"stp x29, x30, [sp, #-112]!\n"
	"stp x19, x20, [sp, #16]\nstp x21, x22, [sp, #32]\nstp x23, x24, [sp, #48]\n"
	"stp x25, x26, [sp, #64]\nstp x27, x28, [sp, #80]\n"
	"stp x0, x1, [sp, #96]\n"
	"adrp x29, spin_values\nadd x29, x29, :lo12:spin_values\n" FOR(
		TWENTY_NINE,
		"ldr x\\i, [x29, #8*\\i]") "1:\n"
					   /* All four flags, then none. */
					   "mov x29, #0xf0000000\nmsr nzcv, x29\n" SPIN
					   "mrs x30, nzcv\ncmp x30, x29\nb.ne 9f\n"
					   "msr nzcv, xzr\n" SPIN "mrs x30, nzcv\ncbnz x30, 9f\n"
					   "adrp x29, spin_values\nadd x29, x29, "
					   ":lo12:spin_values\n" FOR(
						   TWENTY_NINE, "ldr x30, [x29, #8*\\i]\ncmp x\\i, "
								"x30\nb.ne 8f") "ldr x29, [sp, "
										"#96]\nldr w29, "
										"[x29]\nldr w30, "
										"[sp, #104]\ncmp "
										"w29, w30\nb.eq "
										"1b\n"
										"mov x0, #0\nb "
										"10f\n"
										"8:\nmov x0, #1\nb "
										"10f\n"
										"9:\nmov x0, #2\n"
										"10:\n"
										"ldp x19, x20, "
										"[sp, #16]\nldp "
										"x21, x22, [sp, "
										"#32]\nldp x23, "
										"x24, [sp, #48]\n"
										"ldp x25, x26, "
										"[sp, #64]\nldp "
										"x27, x28, [sp, "
										"#80]\n"
										"ldp x29, x30, "
										"[sp], #112\nret\n"
										".size "
										"spin_general_asm, "
										".-spin_general_"
										"asm\n"
										".popsection\n");

const char *spin_general(const _Atomic unsigned int *flag, unsigned int value)
{
	static const char *const changed[] = {NULL, "a general register", "the flags"};

	return changed[spin_general_asm(flag, value)];
}

/* ---- vector registers ---- */

#define SVE_BYTES_MAX 256

/* 32 vectors, and 16 predicates of an eighth of their size. */
struct vectors {
	_Alignas(64) unsigned char bytes[32 * SVE_BYTES_MAX + 16 * SVE_BYTES_MAX / 8];
};

/* Loads the registers, stores them again and again, and compares. Returns 0 if nothing changed. */
extern long spin_neon(const struct vectors *loaded, struct vectors *stored,
		      const _Atomic unsigned int *flag, unsigned int value);
extern long spin_sve(const struct vectors *loaded, struct vectors *stored,
		     const _Atomic unsigned int *flag, unsigned int value);

/* x0: loaded, x1: stored, x2: flag, w3: value, x4: bytes to compare */
#define WATCH(name, size, load, store)                                                             \
	__asm__(".pushsection .text\n"                                                             \
		".arch_extension sve\n"                                                            \
		".globl " #name "\n"                                                               \
		".type " #name ", %function\n" #name ":\n" size load "1:\n" SPIN store             \
		"mov x5, #0\n"                                                                     \
		"2:\nldr x6, [x0, x5]\nldr x7, [x1, x5]\ncmp x6, x7\nb.ne 3f\n"                    \
		"add x5, x5, #8\ncmp x5, x4\nb.lo 2b\n"                                            \
		"ldr w6, [x2]\ncmp w6, w3\nb.eq 1b\n"                                              \
		"mov x0, #0\nret\n"                                                                \
		"3:\nmov x0, #1\nret\n"                                                            \
		".size " #name ", .-" #name "\n"                                                   \
		".popsection\n")

WATCH(spin_neon, "mov x4, #512\n", FOR(THIRTY_TWO, "ldr q\\i, [x0, #16*\\i]"),
      FOR(THIRTY_TWO, "str q\\i, [x1, #16*\\i]"));
/* x9, x10: where the predicates are. */
WATCH(spin_sve,
      "rdvl x4, #17\nadd x4, x4, x4\n"
      "addvl x9, x0, #31\naddvl x9, x9, #1\naddvl x10, x1, #31\naddvl x10, x10, #1\n",
      FOR(THIRTY_TWO, "ldr z\\i, [x0, #\\i, mul vl]") FOR(SIXTEEN, "ldr p\\i, [x9, #\\i, mul vl]"),
      FOR(THIRTY_TWO, "str z\\i, [x1, #\\i, mul vl]")
	      FOR(SIXTEEN, "str p\\i, [x10, #\\i, mul vl]"));

const char *spin_vectors(const _Atomic unsigned int *flag, unsigned int value)
{
	struct vectors loaded, stored;

	for (size_t i = 0; i < sizeof(loaded); i++)
		loaded.bytes[i] = stored.bytes[i] = (unsigned char)(i * 7 + 1);
	if (getauxval(AT_HWCAP) & HWCAP_SVE)
		return spin_sve(&loaded, &stored, flag, value) ? "an SVE register" : NULL;
	return spin_neon(&loaded, &stored, flag, value) ? "a NEON register" : NULL;
}

/* ---- a restartable sequence ---- */

SEQUENCE("10:\nadrp x3, spin_sequence_cs\nadd x3, x3, :lo12:spin_sequence_cs\n"
	 "str x3, [x0, #8]\n"
	 "11:\n" SPIN "ldr x4, [x0, #8]\ncbz x4, 14f\n"
	 "ldr w5, [x1]\ncmp w5, w2\nb.eq 11b\n"
	 "12:\nstr xzr, [x0, #8]\nmov x0, #0\nret\n"
	 "14:\nmov x0, #1\nret\n"
	 /* The handler must be preceded by the signature that the C library has registered
	  * (RSEQ_SIG). */
	 ".inst 0xd428bc00\n"
	 "13:\nb 10b\n");
