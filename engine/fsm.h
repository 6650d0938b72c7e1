/* SPDX-License-Identifier: Apache-2.0 */
/* A learned policy: a table from states to actions with their Q-values and visits. */
#pragma once

#include "engine/state.h"

G_BEGIN_DECLS

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
 */
struct _BsFsm
{
  BsTypeTable *types;
  BsStateTable *states;
  guint32 episodes;       /* of training that made it */
  gboolean act_when_safe; /* take a type with rho = 1 without asking the table */

  /*< private >*/
  int refs;
  GArray *type_facts;   /* BsFsmType */
  GArray *first_action; /* guint32, one a state */
  GArray *actions;      /* BsFsmAction */
};

/* The number of combinations of marks (BsMark) a type can have. */
#define BS_N_MARKS 4

/* An FSM of encoding `marked` has for each type a component, and a priority for each combination
 * of its marks; a state that is not in the table is made up of these. */
typedef struct
{
  guint16 component;           /* lower ones go first: nothing in them waits for later ones */
  double priority[BS_N_MARKS]; /* NAN: not known */
} BsFsmType;

/** bs_fsm_peek_type: Returns: (transfer none): component and priorities of @type, to read or
 * write; new types have component 0 and no priorities. Valid until a type is added. */
BsFsmType *bs_fsm_peek_type (BsFsm *self, guint type);

/**
 * bs_fsm_find_missing_types:
 *
 * Returns: (transfer full) (nullable): names of @types that the table does not know, separated by
 *   commas; %NULL when there are none
 */
char *bs_fsm_find_missing_types (const BsFsm *self, const BsTypeTable *types);

BsFsm *bs_fsm_new (BsEncoding encoding);
BsFsm *bs_fsm_ref (BsFsm *self);
void bs_fsm_unref (BsFsm *self);

/** bs_fsm_copy: Returns: (transfer full): a table that shares nothing with @self. */
BsFsm *bs_fsm_copy (const BsFsm *self);

/**
 * bs_fsm_intern_state:
 * @key: ready types (ids of @self->types) in state order
 *
 * Returns: the number of the state; a new one has its ready types as actions, Q 0, no visits
 */
guint32 bs_fsm_intern_state (BsFsm *self, const guint16 *key, guint length);

/** bs_fsm_get_actions: Returns: (transfer none): the actions of @state, valid until it grows. */
BsFsmAction *bs_fsm_get_actions (const BsFsm *self, guint32 state, guint *n_actions);

/**
 * bs_fsm_best_action:
 * @n_tied: (out) (optional): how many other actions have the same Q
 *
 * Returns: index among the actions of @state of the largest Q; the lowest type wins a tie
 */
guint bs_fsm_best_action (const BsFsm *self, guint32 state, guint *n_tied);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsFsm, bs_fsm_unref)

G_END_DECLS
