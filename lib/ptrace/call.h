/* SPDX-License-Identifier: Apache-2.0 */
/* Making a system call in a prepared thread. */
#ifndef MEMPOLICY_CALL_H
#define MEMPOLICY_CALL_H

#include "thread.h"

/* Make the call thread->injected. */
thread_step mp_thread_call_begin, mp_thread_call_make, mp_thread_call_end;

#endif
