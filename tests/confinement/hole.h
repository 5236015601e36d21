/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONFINEMENT_HOLE_H
#define CONFINEMENT_HOLE_H

/* The address of a page in the process that hole.c is to trace. */
#define VICTIM_MEMORY 0x100000000000UL

#endif
