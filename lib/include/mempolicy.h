/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file
 * libmempolicy: the linux.memoryPolicy object of the OCI runtime-spec, checked and put into
 * force in another process.
 *
 * The library never prints, never exits, installs no signal handler and keeps no global state.
 * Every function that can fail returns 0, or -1 with err filled in; ret, or what begins with ret_,
 * is written on success only. No function takes ownership of its arguments, and no type of this
 * header owns memory.
 *
 * Structs are passed by the caller and may be copied, so that their sizes and layouts are part of
 * the binary interface. While the version is 0.x, each minor release (0.1, 0.2) may change them, as
 * well as functions; patch releases (0.1.1) change neither. The SONAME carries both numbers
 * (libmempolicy.so.0.1): a program that was linked with another interface does not start. From 1.0
 * on, what is here stays as it is, and what needs other arguments or structs gets other names.
 *
 * @example run-with-policy.c
 */
#ifndef OCI_MEMPOLICY_H
#define OCI_MEMPOLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is declared here is all that the shared library shows. */
#pragma GCC visibility push(default)

/** Nodes are numbered 0 to MEMPOLICY_MAX_NODES - 1: 1024 is the most the kernel can be built for
 * (CONFIG_NODES_SHIFT <= 10, mm/Kconfig). */
#define MEMPOLICY_MAX_NODES 1024

/** Of struct mempolicy_nodes. */
#define MEMPOLICY_BITS_PER_WORD (8 * sizeof(unsigned long))

/** Enough for any node set as text: pairs, "0-1,3-4,...", take the most, 2673 characters. */
#define MEMPOLICY_NODES_TEXT 3072

/** Enough for any policy as text, see mempolicy_format() and mempolicy_to_json(). */
#define MEMPOLICY_TEXT (MEMPOLICY_NODES_TEXT + 256)

/** Values of set_mempolicy(2), linux/mempolicy.h. */
enum mempolicy_mode {
	MEMPOLICY_DEFAULT = 0,		   /**< no policy of the thread's own */
	MEMPOLICY_PREFERRED = 1,	   /**< one node first, then others */
	MEMPOLICY_BIND = 2,		   /**< these nodes and no other */
	MEMPOLICY_INTERLEAVE = 3,	   /**< page by page round these nodes */
	MEMPOLICY_LOCAL = 4,		   /**< the node of the CPU that asks; Linux 3.8 */
	MEMPOLICY_PREFERRED_MANY = 5,	   /**< any of these nodes first; Linux 5.15 */
	MEMPOLICY_WEIGHTED_INTERLEAVE = 6, /**< in proportion to the nodes' weights; Linux 6.9 */
};
/** How many modes there are: they are 0 to MEMPOLICY_MODES - 1. */
#define MEMPOLICY_MODES 7

/** Mode flags of set_mempolicy(2), or-ed together. */
enum mempolicy_flag {
	MEMPOLICY_F_NUMA_BALANCING = 1 << 13, /**< Linux 5.12; with PREFERRED_MANY 6.10 */
	MEMPOLICY_F_RELATIVE_NODES = 1 << 14, /**< Linux 2.6.26 */
	MEMPOLICY_F_STATIC_NODES = 1 << 15,   /**< Linux 2.6.26 */
};
/** All of them. */
#define MEMPOLICY_FLAGS                                                                            \
	(MEMPOLICY_F_NUMA_BALANCING | MEMPOLICY_F_RELATIVE_NODES | MEMPOLICY_F_STATIC_NODES)

/** What kind of thing went wrong; an exit code may follow from it. */
enum mempolicy_error_kind {
	MEMPOLICY_ERROR_NONE,	     /**< nothing: what a zeroed struct says */
	MEMPOLICY_ERROR_USAGE,	     /**< called in a way or at a time it cannot serve */
	MEMPOLICY_ERROR_INVALID,     /**< the input breaks a rule */
	MEMPOLICY_ERROR_NO_INPUT,    /**< the input is missing or cannot be read */
	MEMPOLICY_ERROR_UNSUPPORTED, /**< this kernel cannot do it */
	MEMPOLICY_ERROR_SYSTEM,	     /**< a system call failed, or the process is gone */
	MEMPOLICY_ERROR_TIMEOUT,     /**< the deadline passed */
	MEMPOLICY_ERROR_PERMISSION,  /**< not permitted */
};

/** Of some errors, what exactly the matter is: where a program may know a way out of its own, such
 * as an option that has the call go on, or wait longer. */
enum mempolicy_error_reason {
	MEMPOLICY_REASON_NONE,		   /**< any other */
	MEMPOLICY_REASON_NODE_UNUSABLE,	   /**< a node does not exist, or has no memory */
	MEMPOLICY_REASON_NODE_OUTSIDE,	   /**< a node is outside the cpuset */
	MEMPOLICY_REASON_POSITION_OUTSIDE, /**< and so is a relative one */
	MEMPOLICY_REASON_NO_NODE_LEFT,	   /**< no node of the policy can be used, whatever is
					    * allowed for, but a wider cpuset might help */
	MEMPOLICY_REASON_NOT_STOPPED,	   /**< the process did not stop in time */
	MEMPOLICY_REASON_NOT_TRACEABLE,	   /**< ptrace(2) is not permitted */
	MEMPOLICY_REASON_OTHER_PROGRAM,	   /**< what the process runs cannot be dealt with: another
					    * architecture or word size, or a worker of io_uring */
	MEMPOLICY_REASON_POSITION_BEYOND,  /**< a relative node is outside the cpuset, which has all
					    * of the machine's nodes with memory */
};

/** What went wrong, where, and how to mend it; written for people. */
struct mempolicy_error {
	enum mempolicy_error_kind kind;	    /**< for programs */
	enum mempolicy_error_reason reason; /**< likewise */
	int sys_errno;			    /**< errno of the failed system call, or 0 */
	char pointer[64];		    /**< JSON pointer (RFC 6901) into config.json, or "" */
	char message[1024]; /**< the value and the rule it breaks; control characters escaped */
	char remedy[512];   /**< the way to mend it, or "" */
};

/** A set of NUMA nodes: node n is bit n % MEMPOLICY_BITS_PER_WORD of word n / that. This is the
 * layout of the nodemask of set_mempolicy(2). */
struct mempolicy_nodes {
	unsigned long words[MEMPOLICY_MAX_NODES / MEMPOLICY_BITS_PER_WORD]; /**< the bits */
};

/** A memory policy. */
struct mempolicy {
	enum mempolicy_mode mode;     /**< one of them */
	unsigned int flags;	      /**< of enum mempolicy_flag */
	struct mempolicy_nodes nodes; /**< empty where the mode takes none */
};

/* ---- nodes: "0-3,7" and sets ------------------------------------------------------------- */

/**
 * Parses a list of decimal numbers and ranges separated by commas, such as "0-3,7". A trailing
 * comma, leading zeros and "n-n" are accepted. What runc, crun or youki refuses is refused:
 * spaces, signs, hexadecimal, empty items, reversed ranges, words. "" is the empty set.
 *
 * @param list  the text, NUL-terminated
 * @param ret   the set
 * @param err   on failure INVALID; the message starts with the position in the list, counted in
 *              characters from 1, and says what is wrong there; pointer and remedy are left to the
 *              caller, who knows what the list is
 *
 * Source: runtime-spec config-linux.md "Memory policy"; the parsers of the three runtimes.
 */
int mempolicy_nodes_parse(const char *list, struct mempolicy_nodes *ret,
			  struct mempolicy_error *err);

/**
 * Writes the set as a list that mempolicy_nodes_parse() reads ("0-3,7"; "" for the empty set).
 * buf may be NULL if size is 0. Returns the length of the whole text without its NUL, as
 * snprintf(3) does: a result >= size means that buf holds only its beginning.
 */
size_t mempolicy_nodes_format(const struct mempolicy_nodes *nodes, char *buf, size_t size);

/** Whether node is a member. Nodes outside 0..MEMPOLICY_MAX_NODES - 1 never are. */
bool mempolicy_nodes_has(const struct mempolicy_nodes *nodes, unsigned int node);
/** Makes node a member; one outside 0..MEMPOLICY_MAX_NODES - 1 is left out. */
void mempolicy_nodes_add(struct mempolicy_nodes *nodes, unsigned int node);
/** Whether there is no member. */
bool mempolicy_nodes_empty(const struct mempolicy_nodes *nodes);
/** Whether both have the same members. */
bool mempolicy_nodes_equal(const struct mempolicy_nodes *a, const struct mempolicy_nodes *b);
/** How many members there are. */
unsigned int mempolicy_nodes_count(const struct mempolicy_nodes *nodes);
/** The members of both. */
struct mempolicy_nodes mempolicy_nodes_and(const struct mempolicy_nodes *a,
					   const struct mempolicy_nodes *b);
/** The members of a that are not of b. */
struct mempolicy_nodes mempolicy_nodes_minus(const struct mempolicy_nodes *a,
					     const struct mempolicy_nodes *b);
/** The lowest member, or MEMPOLICY_MAX_NODES when the set is empty. */
unsigned int mempolicy_nodes_first(const struct mempolicy_nodes *nodes);
/** The lowest member above node, or MEMPOLICY_MAX_NODES. */
unsigned int mempolicy_nodes_next(const struct mempolicy_nodes *nodes, unsigned int node);

/* ---- policy: names ------------------------------------------------------------------------ */

/** "MPOL_BIND" and so on; NULL for a value that is no mode. */
const char *mempolicy_mode_name(enum mempolicy_mode mode);
/** "MPOL_F_STATIC_NODES" and so on, for one flag; NULL for a value that is not exactly one flag. */
const char *mempolicy_flag_name(unsigned int flag);
/**
 * Writes a policy for people: "MPOL_BIND|MPOL_F_STATIC_NODES:0-3". Returns as snprintf(3) does.
 */
size_t mempolicy_format(const struct mempolicy *policy, char *buf, size_t size);
/**
 * Writes a policy as the memoryPolicy object that mempolicy_parse() reads, without nodes and flags
 * where there are none: {"mode": "MPOL_BIND", "nodes": "0-3"}. Returns as snprintf(3) does.
 */
size_t mempolicy_to_json(const struct mempolicy *policy, char *buf, size_t size);
/**
 * Whether two policies are the same to the kernel: PREFERRED without nodes is LOCAL (mpol_new() in
 * mm/mempolicy.c; kernels before 5.14 report LOCAL as PREFERRED without nodes).
 */
bool mempolicy_equal(const struct mempolicy *a, const struct mempolicy *b);

/**
 * Reads the memoryPolicy object from JSON text: types and names only, see mempolicy_check() for
 * the rules. Unknown keys are ignored, null means absent, a flag that is repeated counts once.
 *
 * @param text    the object as JSON (UTF-8; no NUL needed at the end)
 * @param length  of the text
 * @param ret     the policy
 * @param err     INVALID, with the JSON pointer as in config.json ("/linux/memoryPolicy/mode")
 */
int mempolicy_parse(const char *text, size_t length, struct mempolicy *ret,
		    struct mempolicy_error *err);

/* ---- notation: policies as people write them ------------------------------------------------ */

/** What stands for nodes, and is resolved where and when the policy is put into force. */
enum mempolicy_word_kind {
	MEMPOLICY_WORD_NONE,   /**< nodes are given as numbers */
	MEMPOLICY_WORD_ALL,    /**< "all": nodes with memory */
	MEMPOLICY_WORD_CPUS,   /**< "cpus": those of the CPUs that may be used; for CPUs on a node
				* without memory the nearest with some */
	MEMPOLICY_WORD_WITHIN, /**< "within:DISTANCE": those within that distance of the CPUs' */
	MEMPOLICY_WORD_TIER,   /**< "tier:NUMBER": a memory tier, counted from the fastest, 0 */
	MEMPOLICY_WORD_MEMORY_ONLY, /**< "memory-only": nodes with memory and no CPUs */
	MEMPOLICY_WORD_PCI,	    /**< "pci:0000:3b:00.0": the node of a PCI device */
};
/** How many kinds there are: they are 0 to MEMPOLICY_WORD_KINDS - 1. */
#define MEMPOLICY_WORD_KINDS 7

/** Devices of a PCI bus, and functions of a device, are numbered from 0 to one less than this. */
#define MEMPOLICY_PCI_DEVICES	32
#define MEMPOLICY_PCI_FUNCTIONS 8 /**< see MEMPOLICY_PCI_DEVICES */

/** A word. What its kind does not need is 0. */
struct mempolicy_word {
	enum mempolicy_word_kind kind; /**< which */
	unsigned int number;	       /**< of WITHIN and TIER, 0 to 255 */
	struct {
		unsigned int domain, bus, device, function;
	} pci; /**< of PCI: the device's address */
};

/** A policy in whose place of nodes a word may stand. */
struct mempolicy_notation {
	struct mempolicy policy;    /**< its nodes are empty where there is a word */
	struct mempolicy_word word; /**< of kind MEMPOLICY_WORD_NONE if there is none */
};

/**
 * Reads a policy in either notation: the memoryPolicy object as JSON, if the text begins with "{",
 * without words; else MODE[=FLAG[|FLAG]...][:NODES], as in "bind=static:0", "local". Modes are
 * default, local, prefer, prefer-many, bind, interleave and weighted-interleave, flags static,
 * relative and balancing. The kernel's own "prefer (many)" and "weighted interleave" and numactl's
 * "preferred-many" are read, too. Rules are those of mempolicy_notation_check().
 *
 * @param text    the policy; no NUL needed at the end
 * @param length  of the text
 * @param ret     the policy
 * @param err     INVALID; the message names the position, counted in characters from 1
 *
 * Source: mpol_parse_str() and mpol_to_str() in mm/mempolicy.c; numactl(8).
 */
int mempolicy_notation_parse(const char *text, size_t length, struct mempolicy_notation *ret,
			     struct mempolicy_error *err);

/** Writes a policy as mempolicy_notation_parse() reads it. Returns as snprintf(3) does. */
size_t mempolicy_notation_format(const struct mempolicy_notation *notation, char *buf, size_t size);

/** Enough for any policy as mempolicy_notation_format() writes it. */
#define MEMPOLICY_NOTATION_TEXT (MEMPOLICY_NODES_TEXT + 64)

/** Writes a word, "within:20"; "" if there is none. Returns as snprintf(3) does. */
size_t mempolicy_word_format(const struct mempolicy_word *word, char *buf, size_t size);

/** Whether two policies ask for the same, as mempolicy_equal() has it; a word is equal to itself
 * only. */
bool mempolicy_notation_equal(const struct mempolicy_notation *a,
			      const struct mempolicy_notation *b);

/** mempolicy_check() for a policy with or without a word. A word stands where a mode takes nodes,
 * and not with MEMPOLICY_F_RELATIVE_NODES. err: INVALID. */
int mempolicy_notation_check(const struct mempolicy_notation *notation,
			     struct mempolicy_error *err);

/* ---- rules -------------------------------------------------------------------------------- */

/**
 * Checks mode, nodes and flags against each other: what set_mempolicy(2) documents as EINVAL, with
 * a sentence for each rule. Says nothing of the machine. err: INVALID.
 */
int mempolicy_check(const struct mempolicy *policy, struct mempolicy_error *err);

/** Is passed one error, which lives for the duration of the call; data is the caller's. */
typedef void mempolicy_take_error(void *data, const struct mempolicy_error *err);

/**
 * Finds everything that mempolicy_parse() and mempolicy_check() refuse in a memoryPolicy object,
 * not only the first thing. Where a member cannot be read, rules that need it are left out. Returns
 * how many errors there are: 0 exactly if these two accept the object.
 *
 * @param text    the object as JSON, as for mempolicy_parse()
 * @param length  of text
 * @param take    is called for each error
 * @param data    is passed to take
 */
size_t mempolicy_find_errors(const char *text, size_t length, mempolicy_take_error *take,
			     void *data);

/* ---- kernel and machine ------------------------------------------------------------------- */

/**
 * The machine's nodes, from /sys/devices/system/node
 * (Documentation/ABI/stable/sysfs-devices-node).
 */
struct mempolicy_machine {
	struct mempolicy_nodes possible;    /**< could ever exist under this kernel */
	struct mempolicy_nodes online;	    /**< exist */
	struct mempolicy_nodes with_memory; /**< have memory */
};

/** Reads them. err: SYSTEM when a file cannot be read, UNSUPPORTED when the kernel has no NUMA
 * support. */
int mempolicy_machine_read(struct mempolicy_machine *ret, struct mempolicy_error *err);

/** The calling thread's policy, by get_mempolicy(2). err: UNSUPPORTED, PERMISSION or SYSTEM. */
int mempolicy_get_own(struct mempolicy *ret, struct mempolicy_error *err);

/** Which modes and flags the running kernel takes. */
struct mempolicy_features {
	bool modes[MEMPOLICY_MODES];	    /**< by mode */
	bool static_nodes;		    /**< MEMPOLICY_F_STATIC_NODES */
	bool relative_nodes;		    /**< MEMPOLICY_F_RELATIVE_NODES */
	bool numa_balancing_bind;	    /**< MEMPOLICY_F_NUMA_BALANCING with BIND */
	bool numa_balancing_preferred_many; /**< and with PREFERRED_MANY */
	/** /proc/PID/numa_maps shows policies with MPOL_F_NUMA_BALANCING; kernels before 6.11, but
	 * for those that were mended later, print "default" in their place */
	bool numa_balancing_shown;
};

/**
 * Finds the features by asking the kernel in a forked child, which sets and drops policies of its
 * own; the caller's policy is not touched. A child that dies or fails is an error, not a "no".
 * err: SYSTEM, UNSUPPORTED (no NUMA support), PERMISSION (a seccomp filter forbids it).
 */
int mempolicy_features_probe(struct mempolicy_features *ret, struct mempolicy_error *err);

/**
 * Whether the features hold all that the policy needs. err: UNSUPPORTED, naming the mode or flag
 * that is missing and the kernel version that brought it.
 */
int mempolicy_features_check(const struct mempolicy_features *features,
			     const struct mempolicy *policy, struct mempolicy_error *err);

/* ---- cpuset: which nodes, exactly ---------------------------------------------------------- */

/**
 * The memory nodes that a process's cpuset allows it, as the kernel says in /proc; every node with
 * memory if the kernel has no cpusets. It is the main thread that is looked at: on cgroup v1, and
 * in threaded cgroups, others may be in another cpuset. mempolicy_apply() looks at each.
 *
 * @param proc_pid  the process, as /proc numbers it
 * @param ret       the nodes
 * @param err       SYSTEM, with sys_errno ENOENT or ESRCH when there is no such process
 */
int mempolicy_allowed(pid_t proc_pid, struct mempolicy_nodes *ret, struct mempolicy_error *err);

/** What the kernel will make of a policy, worked out beforehand. */
struct mempolicy_resolution {
	struct mempolicy request;  /**< to pass to set_mempolicy(2) */
	struct mempolicy readback; /**< what get_mempolicy(2) must then report */
	struct mempolicy_nodes
		effective;		/**< nodes pages will come from; empty for DEFAULT, LOCAL */
	struct mempolicy_nodes allowed; /**< the cpuset that all this was worked out for */
	bool degraded;			/**< effective is less than what was asked for */
};

/**
 * Works out which nodes the policy will really use.
 *
 * @param policy          passed mempolicy_check()
 * @param machine         the machine's nodes
 * @param allowed         the memory nodes of the process's cpuset, see mempolicy_allowed()
 * @param cpu_mems        linux.resources.cpu.mems as text, or NULL: the cpuset the container is to
 *                        have. A runtime that has not applied it yet must not let a node slip
 *                        through.
 * @param allow_degraded  accept that nodes which do not exist, have no memory or are outside the
 *                        cpuset are left out, and that relative nodes are folded, as long as one
 *                        node is left
 * @param ret             what to ask the kernel for, and what comes of it
 * @param err             INVALID, naming the node, the set it is not in, and the remedy; reason is
 *                        NODE_UNUSABLE, NODE_OUTSIDE, POSITION_OUTSIDE or POSITION_BEYOND where
 *                        allow_degraded may help, NO_NODE_LEFT where it does not
 *
 * Source: mpol_set_nodemask() and mpol_relative_nodemask() in mm/mempolicy.c.
 */
int mempolicy_resolve(const struct mempolicy *policy, const struct mempolicy_machine *machine,
		      const struct mempolicy_nodes *allowed, const char *cpu_mems,
		      bool allow_degraded, struct mempolicy_resolution *ret,
		      struct mempolicy_error *err);

/* ---- putting a policy into force in another process ---------------------------------------- */

/**
 * Proves once more that the process is the right one. It is called once, when all threads of the
 * process have stopped and nothing has been changed: the process can neither become another by
 * execve(2) now, nor leave its number to another.
 *
 * @param data  what was given to mempolicy_apply()
 * @param err   to be filled in when it is not the right one
 * @return      0, or else the process is let go of as it was, and mempolicy_apply() fails with err
 */
typedef int mempolicy_prove(void *data, struct mempolicy_error *err);

/**
 * Has every thread of a process call set_mempolicy(2) and get_mempolicy(2), by ptrace(2), and
 * compares. Afterwards registers, signal masks, memory map and interrupted system calls are as
 * before; pending signals are neither lost nor reordered.
 *
 * Nothing is changed before all threads have stopped: as many as the kernel counts, so that none is
 * left to start another. Where the policy has nodes, the nodes that each thread may use, as the
 * kernel says in /proc, must be those that the policy was resolved for; with MPOL_F_STATIC_NODES or
 * MPOL_F_RELATIVE_NODES, and with PREFERRED and PREFERRED_MANY, after the last thread has it, too:
 * what get_mempolicy(2) reports then does not tell which nodes are in force.
 *
 * A process is left with all of the policy, or with nothing of it, or is dead. A failure before the
 * first thread has taken the policy leaves the process as it was, if it can be put back. After
 * that, or if it cannot, it is killed. If the calling thread dies meanwhile, or may not send
 * signals, the kernel kills the process when the thread ends (PTRACE_O_EXITKILL): such a caller
 * should end at once.
 *
 * The caller blocks for as long as the process takes to stop, until deadline at the most; a process
 * that does not stop in time is killed. During the call SIGCHLD is blocked in the calling thread;
 * afterwards one may be pending. One wait has no end, whatever the deadline: while the process is
 * within execve(2), ptrace(2) waits for it, and that may wait for threads which only the caller
 * could let go. Signals interrupt all waits; this one begins again after a handler. So a caller
 * that needs a bound whatever the process does has to set a timer, and end by its signal.
 *
 * @param pid          the process, as numbered in the caller's pid namespace
 * @param proc_pid     the same process as /proc numbers it; differs from pid when /proc belongs to
 *                     an outer pid namespace, as for an OCI createContainer hook
 * @param resolution   of mempolicy_resolve()
 * @param prove        see there; may be NULL
 * @param data         passed on to prove
 * @param deadline     when to give up, on CLOCK_MONOTONIC
 * @param ret_threads  how many threads were set and read back
 * @param err          PERMISSION (ptrace refused: reason NOT_TRACEABLE; or a seccomp filter),
 *                     TIMEOUT (NOT_STOPPED), UNSUPPORTED (another architecture or word size, or a
 *                     worker thread of io_uring: OTHER_PROGRAM; or the kernel lacks the mode or
 *                     flag), SYSTEM. PERMISSION and UNSUPPORTED leave the process as it was
 */
int mempolicy_apply(pid_t pid, pid_t proc_pid, const struct mempolicy_resolution *resolution,
		    mempolicy_prove *prove, void *data, const struct timespec *deadline,
		    unsigned int *ret_threads, struct mempolicy_error *err);

/* ---- reading the policies of another process ------------------------------------------------ */

/**
 * The policy of a thread as /proc/PID/task/TID/numa_maps shows it, without stopping it: beside a
 * mapping of a file on a disk, or the stack, as nobody gives these a policy of their own. With
 * MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES, nodes are those in effect, not those asked for.
 *
 * MPOL_DEFAULT may stand for a policy with MPOL_F_NUMA_BALANCING, see numa_balancing_shown of
 * struct mempolicy_features.
 *
 * @param proc_pid  the process, as /proc numbers it
 * @param proc_tid  the thread, likewise
 * @param ret       the policy
 * @param err       SYSTEM (sys_errno ENOENT or ESRCH when it is gone), PERMISSION, UNSUPPORTED when
 *                  numa_maps does not tell: the kernel cuts long lists of nodes
 */
int mempolicy_get_shown(pid_t proc_pid, pid_t proc_tid, struct mempolicy *ret,
			struct mempolicy_error *err);

/**
 * Takes what mempolicy_get_traced() finds of a thread.
 *
 * @param data    what was given to mempolicy_get_traced()
 * @param tid     the thread, as numbered in the caller's pid namespace
 * @param policy  its policy
 */
typedef void mempolicy_take_policy(void *data, pid_t tid, const struct mempolicy *policy);

/**
 * Has every thread of a process call get_mempolicy(2), by ptrace(2), as mempolicy_apply() does,
 * which see for what is put back. A child of the caller does it, which is killed when the deadline
 * has passed: so the call returns in time whatever the process does, also if it calls execve(2)
 * meanwhile. The caller has no child more afterwards; but it gets a SIGCHLD, and under
 * kernel.yama.ptrace_scope 1 it takes CAP_SYS_PTRACE also for the caller's own descendants.
 *
 * A process that cannot be stopped in time (frozen, waiting for a disk, within execve(2)) is left
 * alone: TIMEOUT. It may find a wait that knows no restarting (signal(7)) ended with EINTR. Only
 * while its threads make the call, for some milliseconds when all have stopped, does the process
 * end with the child, or if it cannot be put back as it was. For that it has 2 s, also beyond the
 * deadline.
 *
 * @param pid       the process, as numbered in the caller's pid namespace
 * @param proc_pid  the same process as /proc numbers it
 * @param deadline  when to give up, on CLOCK_MONOTONIC
 * @param take      called for each thread when the process runs on again, in the caller; also if a
 *                  later thread failed
 * @param data      passed on to take
 * @param err       as for mempolicy_apply()
 */
int mempolicy_get_traced(pid_t pid, pid_t proc_pid, const struct timespec *deadline,
			 mempolicy_take_policy *take, void *data, struct mempolicy_error *err);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
