/* SPDX-License-Identifier: Apache-2.0 */
/* A learned policy: a table from states to actions with their Q-values and visits. */
#pragma once

#include "engine/state.h"

G_BEGIN_DECLS

/**
 * BsFsmAction:
 *
 * What can be done in a state: batching a type.
 */
typedef struct
{
  guint16 type;   /* index into the types of the FSM */
  double q;       /* learned value, in batches: the negated cost to go plus alpha x rho */
  guint64 visits; /* how often training took it */
} BsFsmAction;

typedef struct _BsFsm BsFsm;

/**
 * BsFsm:
 *
 * Types are the FSM's own, by name and in its own order, so that a table outlives the run it was
 * learned on. States and actions are in order of first appearance; actions of a state are its
 * ready types in state order.
 *
 * Only the reference count is safe between threads; a policy of it reads it.
 *
 * Source: ED-Batch (arXiv 2302.03851), the FSM and its learning; of encoding `marked` see
 * #BsFsmType.
 */
struct _BsFsm
{
  BsTypeTable *types; /* the table's own, not those of a run */
  BsStateTable
      *states;      /* their keys are ids of @types; added to with bs_fsm_intern_state() alone */
  guint32 episodes; /* of training that made it */
  gboolean act_when_safe; /* take a type with rho = 1 without asking the table */

  /*< private >*/
  int refs;
  GArray *type_facts;   /* BsFsmType */
  GArray *first_action; /* guint32, one a state */
  GArray *actions;      /* BsFsmAction */
};

/** BS_N_MARKS: how many combinations of marks (#BsMark) a type can have. */
#define BS_N_MARKS 4

/**
 * BsFsmType:
 *
 * An FSM of encoding `marked` has for each type a component, and a priority for each combination of
 * its marks: the largest goes first. A state that is not in the table is made up of these.
 */
typedef struct
{
  guint16 component;           /* lower ones go first: nothing in them waits for later ones */
  double priority[BS_N_MARKS]; /* by the marks, as flags; NAN: not known */
} BsFsmType;

/**
 * bs_fsm_peek_type:
 * @type: index into the types of the FSM; those up to it are added where they are new
 *
 * What an FSM of encoding `marked` knows of a type. New types have component 0 and no priorities.
 *
 * Returns: (transfer none): component and priorities of @type, to read or write; valid until a type
 *   is added
 */
BsFsmType *bs_fsm_peek_type (BsFsm *self, guint type);

/**
 * bs_fsm_find_missing_types:
 * @types: of a run that is to follow the table
 *
 * Finds out whether a table was learned on other types: what it does not know is decided by rho.
 *
 * Returns: (transfer full) (nullable): names of @types that the table does not know, separated by
 *   commas, the first 20 and `…`; %NULL when there are none
 */
char *bs_fsm_find_missing_types (const BsFsm *self, const BsTypeTable *types);

/**
 * bs_fsm_new:
 * @encoding: of its states
 *
 * Makes a table without types and states.
 *
 * Returns: (transfer full): the table, to be dropped with bs_fsm_unref()
 */
BsFsm *bs_fsm_new (BsEncoding encoding);
BsFsm *bs_fsm_ref (BsFsm *self);
void bs_fsm_unref (BsFsm *self);

/** bs_fsm_copy: Returns: (transfer full): a table that shares nothing with @self. */
BsFsm *bs_fsm_copy (const BsFsm *self);

/**
 * bs_fsm_intern_state:
 * @key: (array length=length): a state in the encoding of the table: ready types, as ids of its own
 *   types, in state order, and what follows them
 * @length: entries of @key
 *
 * Finds a state, or adds it with its actions.
 *
 * Returns: the number of the state; a new one has its ready types as actions, Q 0, no visits
 */
guint32 bs_fsm_intern_state (BsFsm *self, const guint16 *key, guint length);

/**
 * bs_fsm_get_actions:
 * @state: a number below @n_states of the states; not checked
 * @n_actions: (out): how many: the ready types of the state
 *
 * What can be done in a state, to read or write.
 *
 * Returns: (transfer none) (array length=n_actions): its actions; valid until a state is added
 */
BsFsmAction *bs_fsm_get_actions (const BsFsm *self, guint32 state, guint *n_actions);

/**
 * bs_fsm_best_action:
 * @state: a number below @n_states of the states; one with at least one action
 * @n_tied: (out) (optional): how many other actions have the same Q
 *
 * What a policy that follows the table does in a state.
 *
 * Returns: index among the actions of @state of the largest Q; the lowest type wins a tie
 */
guint bs_fsm_best_action (const BsFsm *self, guint32 state, guint *n_tied);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsm, bs_fsm_unref)

G_END_DECLS
