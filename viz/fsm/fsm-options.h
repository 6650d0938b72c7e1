/* SPDX-License-Identifier: Apache-2.0 */
/* What people choose about the picture of a machine. States are those of the trace. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BS_FSM_NEAR, /* around the current state */
  BS_FSM_WHOLE /* all states of the run, fitted */
} BsFsmScope;

/* What stands on transitions. */
typedef enum
{
  BS_FSM_LABEL_COUNT, /* how often they were taken */
  BS_FSM_LABEL_Q,     /* what the policy learned about them */
  BS_FSM_LABEL_RHO,   /* the mean ratio of their decisions */
  BS_N_FSM_LABELS
} BsFsmLabels;

/* What is drawn: each has places of its own. */
typedef enum
{
  BS_FSM_PICTURE_NEAR,   /* a few states about the current one */
  BS_FSM_PICTURE_LAYERS, /* a machine as on paper */
  BS_FSM_PICTURE_FIELD,  /* a field of dots */
  BS_N_FSM_PICTURES
} BsFsmPicture;

/* A state that stays where it was put: its middle as shares of the picture. */
typedef struct
{
  guint32 state;
  BsFsmPicture picture;
  double x, y;
} BsFsmPin;

typedef struct
{
  BsFsmScope scope;
  BsFsmLabels labels;
  guint32 selected, hovered; /* %G_MAXUINT32: none */
  const guint8 *matches;     /* (nullable) [n_states]: found by a search; the others are faded */
  const BsFsmPin *pins;
  guint n_pins;
} BsFsmOptions;

static inline BsFsmOptions
bs_fsm_options_default (BsFsmScope scope)
{
  return (BsFsmOptions){ .scope = scope, .selected = G_MAXUINT32, .hovered = G_MAXUINT32 };
}

G_END_DECLS
