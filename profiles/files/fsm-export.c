/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of a run for other programs. */
#include "config.h"

#include "profiles/files/fsm-export.h"

#include <math.h>

#include "profiles/files/dot-writer.h"
#include "profiles/trace/fsm-model.h"
#include "profiles/files/json-writer.h"
#include "profiles/trace/palette.h"

/* Characters of a state on its node. */
#define LABEL_LENGTH 48

/* How often the favourite of a box was taken. */
static guint32
count_favourite (const BsFsmModel *model, guint32 box)
{
  guint32 n = 0;

  for (guint32 k = model->visit_start[box]; k < model->visit_start[box + 1]; k++)
    n += bs_trace_decision (model->trace, model->visit[k])->type == model->favourite[box];

  return n;
}

static void
append_name (GString *out, const BsTypeTable *types, guint type)
{
  bs_json_append_string (out, types->types[type].name);
}

static void
append_types (const BsTypeTable *types, GString *out)
{
  for (guint i = 0; i < types->n_types; i++)
    {
      g_string_append (out, i > 0 ? ",\n    {\"name\": " : "\n    {\"name\": ");
      append_name (out, types, i);
      g_string_append (out, ", \"letter\": ");
      bs_json_append_string (out, types->types[i].letter);
      g_string_append_printf (out, ", \"shape\": \"%s\"}",
                              bs_shape_to_string (types->types[i].shape));
    }
}

/* The text of a state, and the types that are ready in it. */
static void
append_key (const BsStateTable *states, guint32 state, const BsTypeTable *types, GString *out)
{
  guint length;
  const guint16 *key = bs_state_table_get (states, state, &length);
  g_autofree char *text = bs_state_to_string (states->encoding, key, length, types);

  g_string_append (out, "\"text\": ");
  bs_json_append_string (out, text);
  g_string_append (out, ", \"types\": [");
  for (guint i = 0; i < bs_state_n_ready (states->encoding, length); i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      append_name (out, types, key[i]);
    }
  g_string_append_c (out, ']');
}

static void
append_state (const BsFsmModel *model, guint32 box, GString *out)
{
  const BsTrace *trace = model->trace;
  guint32 action = model->favourite[box];

  g_string_append_printf (out, "%s    {\"state\": %u, ", box > 0 ? ",\n" : "\n", box);
  append_key (trace->states, model->states[box], trace->types, out);
  g_string_append_printf (out, ", \"visits\": %u, \"action\": ", model->visits[box]);
  append_name (out, trace->types, action);
  g_string_append_printf (out, ", \"action_visits\": %u, \"q\": ", count_favourite (model, box));
  bs_json_append_real (out, bs_fsm_model_get_q (model, box, action));
  g_string_append_c (out, '}');
}

static void
append_transition (const BsFsmModel *model, guint32 e, GString *out)
{
  const BsFsmEdge *edge = &model->edges[e];

  g_string_append_printf (out, "%s    {\"from\": %u, \"to\": ", e > 0 ? ",\n" : "\n", edge->from);
  if (edge->to < model->n_states)
    g_string_append_printf (out, "%u", edge->to);
  else
    g_string_append (out, "null");
  g_string_append_printf (out, ", \"count\": %u, \"types\": [", edge->count);
  for (guint i = 0; i < edge->n_types; i++)
    {
      g_string_append (out, i > 0 ? ", {\"type\": " : "{\"type\": ");
      append_name (out, model->trace->types, edge->types[i].type);
      g_string_append_printf (out, ", \"count\": %u}", edge->types[i].count);
    }
  g_string_append (out, "]}");
}

static void
append_policy_state (const BsFsm *fsm, guint32 state, GString *out)
{
  guint n;
  const BsFsmAction *actions = bs_fsm_get_actions (fsm, state, &n);

  g_string_append (out, state > 0 ? ",\n    {" : "\n    {");
  append_key (fsm->states, state, fsm->types, out);
  g_string_append (out, ", \"actions\": [");
  for (guint i = 0; i < n; i++)
    {
      g_string_append (out, i > 0 ? ", {\"type\": " : "{\"type\": ");
      append_name (out, fsm->types, actions[i].type);
      g_string_append (out, ", \"q\": ");
      bs_json_append_real (out, actions[i].q);
      g_string_append_printf (out, ", \"visits\": %" G_GUINT64_FORMAT "}", actions[i].visits);
    }
  g_string_append (out, "]}");
}

static void
append_policy (const BsFsm *fsm, BsTextSink *out)
{
  if (fsm == NULL)
    {
      g_string_append (out->text, "null");
      return;
    }

  g_string_append_printf (out->text,
                          "{\"encoding\": \"%s\", \"episodes\": %u, \"act_when_safe\": %s, "
                          "\"states\": [",
                          bs_encoding_to_string (fsm->states->encoding), fsm->episodes,
                          fsm->act_when_safe ? "true" : "false");
  for (guint32 i = 0; i < fsm->states->n_states && bs_text_sink_flow (out); i++)
    append_policy_state (fsm, i, out->text);
  g_string_append (out->text, "\n  ]}");
}

void
bs_fsm_export_json (const BsTrace *trace, guint32 decision, BsTextSink *out)
{
  g_autoptr (BsFsmModel) model = bs_fsm_model_new (trace);

  g_string_append_printf (out->text,
                          "{\n  \"format\": \"batchscope-fsm\",\n  \"version\": 1,\n"
                          "  \"decision\": %u,\n  \"current\": %u,\n  \"encoding\": \"%s\",\n"
                          "  \"types\": [",
                          decision, model->box_of[bs_trace_decision (trace, decision)->state],
                          bs_encoding_to_string (trace->states->encoding));
  append_types (trace->types, out->text);
  g_string_append (out->text, "\n  ],\n  \"states\": [");
  for (guint32 i = 0; i < model->n_states && bs_text_sink_flow (out); i++)
    append_state (model, i, out->text);
  g_string_append (out->text, "\n  ],\n  \"transitions\": [");
  for (guint32 i = 0; i < model->n_edges && bs_text_sink_flow (out); i++)
    append_transition (model, i, out->text);
  g_string_append (out->text, "\n  ],\n  \"policy\": ");
  append_policy (trace->fsm, out);
  g_string_append (out->text, "\n}\n");
}

static void
append_box (const BsFsmModel *model, guint32 box, gboolean current, GString *out)
{
  const BsTrace *trace = model->trace;
  guint32 action = model->favourite[box];
  double q = bs_fsm_model_get_q (model, box, action);
  g_autofree char *text = bs_fsm_model_state_text (model, box);
  g_autofree char *shown = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), LABEL_LENGTH));
  g_autoptr (GString) label = g_string_new (shown);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (label, "%s\n%s × %u",
                          shown[strlen (shown)] == text[strlen (shown)] ? "" : "…",
                          trace->types->types[action].name, model->visits[box]);
  if (!isnan (q))
    g_string_append_printf (label, "\nQ %s", g_ascii_formatd (number, sizeof number, "%.2f", q));

  g_string_append_printf (out, "  s%u [", box);
  bs_dot_append_mark (out, action, BS_SHAPE_ELEMENTWISE);
  g_string_append (out, ", label=");
  bs_dot_append_text (out, label->str, 0);
  g_string_append (out, ", tooltip=");
  bs_dot_append_text (out, text, 0);
  g_string_append (out, current ? ", penwidth=4];\n" : "];\n");
}

/* Wider where more went: 1 to 4 points, by the logarithm. */
static void
append_arrow (const BsFsmModel *model, guint32 e, GString *out)
{
  const BsFsmEdge *edge = &model->edges[e];
  double most = model->edges[model->by_count[0]].count;
  double width = 1.0 + 3.0 * log1p (edge->count) / log1p (most);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "  s%u -> ", edge->from);
  if (edge->to < model->n_states)
    g_string_append_printf (out, "s%u", edge->to);
  else
    g_string_append (out, "end");
  g_string_append_printf (out,
                          " [label=\"%u\", color=\"#%06x\", penwidth=%s, tooltip=", edge->count,
                          bs_palette_color (edge->types[0].type, FALSE),
                          g_ascii_formatd (number, sizeof number, "%.2f", width));
  bs_dot_append_text (out, model->trace->types->types[edge->types[0].type].name, 0);
  g_string_append (out, "];\n");
}

void
bs_fsm_export_dot (const BsTrace *trace, guint32 decision, BsTextSink *out)
{
  g_autoptr (BsFsmModel) model = bs_fsm_model_new (trace);
  guint32 current = model->box_of[bs_trace_decision (trace, decision)->state];

  g_string_append (out->text, "digraph fsm {\n"
                              "  graph [charset=\"UTF-8\", fontname=\"sans-serif\"];\n"
                              "  node [style=\"filled,rounded\", fontname=\"sans-serif\"];\n"
                              "  edge [fontname=\"sans-serif\"];\n");
  for (guint32 i = 0; i < model->n_states && bs_text_sink_flow (out); i++)
    append_box (model, i, i == current, out->text);
  if (model->n_boxes > model->n_states)
    g_string_append (out->text,
                     "  end [shape=doublecircle, label=\"\", width=0.2, fillcolor=black];\n");
  for (guint32 i = 0; i < model->n_edges && bs_text_sink_flow (out); i++)
    append_arrow (model, i, out->text);
  g_string_append (out->text, "}\n");
}
