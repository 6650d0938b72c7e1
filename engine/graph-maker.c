/* SPDX-License-Identifier: Apache-2.0 */
/* Makes graphs: runs the steps of a model's build block over the inputs of a mini-batch. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "engine/model-file-private.h"

/* Larger mini-batches are mistakes: refused before memory runs out. */
#define MAX_NODES (1u << 26)
#define MAX_OPERANDS (1u << 28)
#define MAX_ROUNDS (1u << 28) /* of all loops, of a mini-batch */

#define NO_VALUE G_MAXUINT32
#define NO_TYPE G_MAXUINT
#define MOST_KEPT 4096u /* types of a family; larger ones are looked up by name */

/* An output of a node; `node` is NO_VALUE where nothing was assigned. */
typedef struct
{
  guint32 node;
  guint8 port;
} Value;

/* What a variable holds: one value, one for each element, or a list. */
typedef struct
{
  Value *values;
  guint32 n, capacity;
} Slot;

typedef struct
{
  guint32 at, left;
} Loop;

/* The variables and loops of an input that is being built. */
typedef struct
{
  Slot *slots;
  Slot **views; /* by variable: its slot, or that of the mini-batch */
  Loop loops[BS_MAX_LOOPS];
  guint32 first[BS_MAX_SETS], n[BS_MAX_SETS]; /* its elements */
  guint32 input, instance;
  guint32 step; /* where to go on */
  gboolean done, finishing;
} Frame;

struct _BsGraphMaker
{
  BsModelFile *file;
  const BsProgram *program;
  const BsStep *steps;
  const BsReference *references;
  const BsVariable *variables;
  guint n_variables;
  const BsCorpus *corpus;
  guint32 first, count;
  BsTypeTable *types;
  guint **type_ids; /* of each cell, by number of operands where it is a family */
  guint *n_type_ids;
  BsGraphBuilder *builder;
  guint64 n_nodes, n_operands, n_rounds;
  Slot *globals;
  GArray *frames; /* Frame, one for each input where the graph grows, else one */
  gboolean incremental, begun, finished;
  guint32 *operands; /* of the call at hand */
  guint8 *ports;
  gsize capacity;
};

static const Value no_value = { NO_VALUE, 0 };

BsGraphMaker *
bs_graph_maker_new (BsModelFile *file, const BsCorpus *corpus, guint32 first, guint32 count,
                    BsTypeTable *types, gboolean incremental)
{
  const BsProgram *program = bs_model_file_get_program (file);
  BsGraphMaker *self;

  g_return_val_if_fail (corpus->structure == program->structure && count > 0, NULL);

  self = g_new0 (BsGraphMaker, 1);
  self->file = bs_model_file_ref (file);
  self->program = program;
  self->steps = (const BsStep *) program->steps->data;
  self->references = (const BsReference *) program->references->data;
  self->variables = (const BsVariable *) program->variables->data;
  self->n_variables = program->variables->len;
  self->corpus = corpus;
  self->first = first;
  self->count = count;
  self->types = bs_type_table_ref (types);
  self->type_ids = g_new0 (guint *, program->cells->len + 1);
  self->n_type_ids = g_new0 (guint, program->cells->len + 1);
  self->builder = bs_graph_builder_new ();
  self->globals = g_new0 (Slot, self->n_variables + 1);
  self->frames = g_array_new (FALSE, TRUE, sizeof (Frame));
  self->incremental = incremental && program->growing != G_MAXUINT32;

  return self;
}

void
bs_graph_maker_expect (BsGraphMaker *self, guint32 n_nodes, guint32 n_inputs)
{
  bs_graph_builder_reserve (self->builder, n_nodes, n_inputs);
}

static inline Frame *
frame_of (BsGraphMaker *self, guint32 instance)
{
  return &g_array_index (self->frames, Frame, self->incremental ? instance : 0);
}

static void
free_slots (BsGraphMaker *self, Slot *slots)
{
  if (slots == NULL)
    return;
  for (guint i = 0; i < self->n_variables; i++)
    g_free (slots[i].values);
  g_free (slots);
}

void
bs_graph_maker_free (BsGraphMaker *self)
{
  for (guint32 i = 0; i < self->frames->len; i++)
    {
      free_slots (self, frame_of (self, i)->slots);
      g_free (frame_of (self, i)->views);
    }
  g_array_unref (self->frames);
  free_slots (self, self->globals);
  for (guint i = 0; i < self->program->cells->len; i++)
    g_free (self->type_ids[i]);
  g_free (self->type_ids);
  g_free (self->n_type_ids);
  g_free (self->operands);
  g_free (self->ports);
  bs_graph_builder_free (self->builder);
  bs_type_table_unref (self->types);
  bs_model_file_unref (self->file);
  g_free (self);
}

/* Fails at @where, for the input of @frame. Returns FALSE. */
static gboolean fail (BsGraphMaker *self, const Frame *frame, BsWhere where, GError **error,
                      const char *format, ...) G_GNUC_PRINTF (5, 6) __attribute__ ((cold));

static gboolean
fail (BsGraphMaker *self, const Frame *frame, BsWhere where, GError **error, const char *format,
      ...)
{
  g_autofree char *message = NULL, *place = NULL;
  guint32 line = self->corpus->line != NULL ? self->corpus->line[frame->input] : 0;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  place = frame->finishing ? g_strdup ("")
          : line > 0       ? g_strdup_printf (_ (" (line %u of the data)"), line)
                           : g_strdup_printf (_ (" (input %u)"), frame->input);
  g_set_error (error, BS_ERROR, BS_ERROR_RANGE, "%s:%u:%u: %s%s", self->program->file, where.line,
               where.column, message, place);

  return FALSE;
}

static gboolean
fail_size (BsGraphMaker *self, GError **error)
{
  g_set_error (error, BS_ERROR, BS_ERROR_RANGE,
               _ ("%s: a mini-batch of %u inputs has too large a graph: at most %u nodes and %u "
                  "operands are possible; take a smaller one"),
               self->program->file, self->count, MAX_NODES, MAX_OPERANDS);

  return FALSE;
}

static inline Slot *
slot_of (BsGraphMaker *self, Frame *frame, guint16 variable)
{
  return frame->views[variable];
}

static inline const char *
name_of (BsGraphMaker *self, guint16 variable)
{
  const char *name = self->variables[variable].name;

  return name != NULL ? name : _ ("the result of a call");
}

static void
reserve (Slot *slot, guint32 n)
{
  if (n <= slot->capacity)
    return;
  slot->capacity = MAX (n, slot->capacity + slot->capacity / 2 + 4);
  slot->values = g_renew (Value, slot->values, slot->capacity);
}

static void
clear_slot (BsGraphMaker *self, Frame *frame, guint16 variable)
{
  Slot *slot = slot_of (self, frame, variable);
  const BsVariable *form = &self->variables[variable];

  slot->n = form->kind == BS_VARIABLE_LIST      ? 0
            : form->kind == BS_VARIABLE_INDEXED ? frame->n[form->set]
                                                : 1;
  reserve (slot, slot->n);
  for (guint32 i = 0; i < slot->n; i++)
    slot->values[i] = no_value;
}

/* Elements of the input, set by set: those of a child set lie side by side, as their owners do. */
static void
add_slots (BsGraphMaker *self, Frame *frame)
{
  frame->slots = g_new0 (Slot, self->n_variables + 1);
  frame->views = g_new (Slot *, self->n_variables + 1);
  for (guint i = 0; i < self->n_variables; i++)
    frame->views[i] = self->variables[i].global ? &self->globals[i] : &frame->slots[i];
}

static void
begin_input (BsGraphMaker *self, Frame *frame, guint32 instance)
{
  const BsStructure *structure = self->corpus->structure;

  frame->instance = instance;
  frame->input = ((guint64) self->first + instance) % self->corpus->n_inputs;
  frame->step = 0;
  for (guint set = 0; set < structure->n_sets; set++)
    {
      int parent = structure->sets[set].parent;
      const guint32 *start = self->corpus->sets[set].start;
      guint32 owner = parent < 0 ? frame->input : frame->first[parent];
      guint32 n_owners = parent < 0 ? 1 : frame->n[parent];

      frame->first[set] = start[owner];
      frame->n[set] = start[owner + n_owners] - start[owner];
    }
  if (frame->slots == NULL)
    add_slots (self, frame);
  for (guint i = 0; i < self->n_variables; i++)
    if (!self->variables[i].global)
      clear_slot (self, frame, i);
}

static inline guint32
follow (BsGraphMaker *self, const Frame *frame, const BsPath *path)
{
  guint32 element = frame->loops[path->loop].at;

  for (guint i = 0; i < path->n && element != BS_NO_ELEMENT; i++)
    element = self->corpus->sets[path->sets[i]].values[path->attributes[i]][element];

  return element;
}

static inline Value
read_value (BsGraphMaker *self, Frame *frame, const BsReference *reference)
{
  const Slot *slot = slot_of (self, frame, reference->variable);
  guint32 index = 0;

  if (reference->kind == BS_REFERENCE_INDEXED)
    /* An element that there is not is far beyond the last, and so has no value. */
    index = follow (self, frame, &reference->path)
            - frame->first[self->variables[reference->variable].set];
  else if (reference->kind == BS_REFERENCE_ITEM)
    index = frame->loops[reference->path.loop].at;
  else if (reference->kind == BS_REFERENCE_LAST)
    index = slot->n - 1;

  return index < slot->n ? slot->values[index] : no_value;
}

static inline gboolean
write_value (BsGraphMaker *self, Frame *frame, const BsReference *target, Value value,
             GError **error)
{
  Slot *slot = slot_of (self, frame, target->variable);
  guint32 index = 0;

  if (target->kind == BS_REFERENCE_LIST)
    {
      if (slot->n == MAX_OPERANDS)
        return fail_size (self, error);
      reserve (slot, slot->n + 1);
      slot->values[slot->n++] = value;
      return TRUE;
    }
  if (target->kind == BS_REFERENCE_INDEXED)
    index = follow (self, frame, &target->path)
            - frame->first[self->variables[target->variable].set];
  if (index >= slot->n)
    return fail (self, frame, target->where, error,
                 _ ("there is no such element to keep a value of %s for"),
                 name_of (self, target->variable));
  slot->values[index] = value;

  return TRUE;
}

static inline gboolean
read_number (BsGraphMaker *self, Frame *frame, const BsNumber *number, guint32 *result,
             GError **error)
{
  const BsElements *elements = &self->corpus->sets[number->set];
  guint32 element;

  switch (number->kind)
    {
    case BS_NUMBER_LITERAL:
      *result = number->literal;
      return TRUE;
    case BS_NUMBER_LIST_LENGTH:
      *result = slot_of (self, frame, number->variable)->n;
      return TRUE;
    case BS_NUMBER_SET_LENGTH:
      *result = frame->n[number->set];
      return TRUE;
    case BS_NUMBER_OWNED_LENGTH:
    case BS_NUMBER_ATTRIBUTE:
    default:
      element = follow (self, frame, &number->path);
      if (element == BS_NO_ELEMENT)
        return fail (self, frame, number->where, error, _ ("there is no such element"));
      if (number->kind == BS_NUMBER_OWNED_LENGTH)
        {
          *result = elements->start[element + 1] - elements->start[element];
          return TRUE;
        }
      *result = elements->values[number->attribute][element];
      /* Only ids can be absent: numbers do not reach this far. */
      if (*result == BS_NO_ELEMENT)
        return fail (self, frame, number->where, error, _ ("this element has no such id"));
      return TRUE;
    }
}

static guint
intern_type (BsGraphMaker *self, const BsCellForm *cell, guint n_operands)
{
  g_autofree char *name = NULL, *letter = NULL;

  if (!cell->family)
    return bs_type_table_intern (self->types, cell->name, cell->letter, cell->shape);

  name = g_strdup_printf ("%s%u", cell->name, n_operands);
  /* One character, so that it fits wherever letters are drawn. */
  if (n_operands < 10)
    letter = g_strdup_printf ("%u", n_operands);

  return bs_type_table_intern (self->types, name, letter, cell->shape);
}

static guint
type_of (BsGraphMaker *self, guint16 index, guint n_operands)
{
  const BsCellForm *cell = bs_program_cell (self->program, index);
  guint which = cell->family ? n_operands : 0;

  if (which > MOST_KEPT)
    return intern_type (self, cell, n_operands);
  if (which >= self->n_type_ids[index])
    {
      self->type_ids[index] = g_renew (guint, self->type_ids[index], which + 1);
      while (self->n_type_ids[index] <= which)
        self->type_ids[index][self->n_type_ids[index]++] = NO_TYPE;
    }
  if (self->type_ids[index][which] == NO_TYPE)
    self->type_ids[index][which] = intern_type (self, cell, n_operands);

  return self->type_ids[index][which];
}

static gboolean
add_operands (BsGraphMaker *self, const Value *values, gsize n, gsize *n_operands)
{
  if (*n_operands + n > self->capacity)
    {
      if (*n_operands + n > MAX_OPERANDS)
        return FALSE;
      self->capacity = 2 * (*n_operands + n);
      self->operands = g_renew (guint32, self->operands, self->capacity);
      self->ports = g_renew (guint8, self->ports, self->capacity);
    }
  for (gsize i = 0; i < n; i++, (*n_operands)++)
    {
      self->operands[*n_operands] = values[i].node;
      self->ports[*n_operands] = values[i].port;
    }

  return TRUE;
}

static gboolean
gather_operands (BsGraphMaker *self, Frame *frame, const BsStep *step, const BsCellForm *cell,
                 gsize *n, GError **error)
{
  const BsReference *unset = NULL;

  for (guint i = 0; i < step->n_arguments; i++)
    {
      const BsReference *argument = &self->references[step->references + i];
      const Slot *list = slot_of (self, frame, argument->variable);
      gboolean whole = argument->kind == BS_REFERENCE_LIST;
      Value value = whole ? no_value : read_value (self, frame, argument);

      if (!whole && value.node == NO_VALUE)
        {
          if (cell->variadic || i < cell->n_required)
            return fail (self, frame, argument->where, error,
                         _ ("%s has no value here, and %s cannot do without it"),
                         name_of (self, argument->variable), cell->name);
          unset = argument;
        }
      else if (unset != NULL)
        return fail (self, frame, unset->where, error,
                     _ ("%s has no value here, but a later operand has: %s can do without "
                        "operands from the end only"),
                     name_of (self, unset->variable), cell->name);
      else if (!whole && *n < self->capacity)
        {
          self->operands[*n] = value.node;
          self->ports[(*n)++] = value.port;
        }
      else if (!add_operands (self, whole ? list->values : &value, whole ? list->n : 1, n))
        return fail_size (self, error);
    }
  if (cell->variadic && *n == 0)
    return fail (self, frame, step->where, error, _ ("%s is called with empty lists only"),
                 cell->name);

  return TRUE;
}

static gboolean
call (BsGraphMaker *self, Frame *frame, const BsStep *step, GError **error)
{
  const BsCellForm *cell = bs_program_cell (self->program, step->cell);
  guint32 datum = BS_NO_DATUM, node;
  gsize n = 0;
  guint type;

  if (cell->id >= 0 && !read_number (self, frame, &step->left, &datum, error))
    return FALSE;
  if (!gather_operands (self, frame, step, cell, &n, error))
    return FALSE;
  self->n_operands += n;
  if (++self->n_nodes > MAX_NODES || self->n_operands > MAX_OPERANDS)
    return fail_size (self, error);
  type = type_of (self, step->cell, n);
  if (type == BS_MAX_TYPES)
    return fail (self, frame, step->where, error, _ ("more than %u types"), BS_MAX_TYPES);

  node = bs_graph_builder_call (self->builder, type, frame->instance, datum, self->operands,
                                self->ports, n);
  for (guint i = 0; i < step->n_targets; i++)
    if (!write_value (self, frame, &self->references[step->references + step->n_arguments + i],
                      (Value){ node, i }, error))
      return FALSE;

  return TRUE;
}

static gboolean
copy (BsGraphMaker *self, Frame *frame, const BsStep *step, GError **error)
{
  const BsReference *references = &self->references[step->references];
  Value value = read_value (self, frame, &references[0]);

  if (step->append && value.node == NO_VALUE)
    return fail (self, frame, references[0].where, error,
                 _ ("%s has no value here that a list could take"),
                 name_of (self, references[0].variable));

  return write_value (self, frame, &references[1], value, error);
}

static gboolean
compare (guint32 left, int comparison, guint32 right)
{
  switch (comparison)
    {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case BS_TOKEN_AT_LEAST:
      return left >= right;
    case BS_TOKEN_AT_MOST:
      return left <= right;
    case BS_TOKEN_EQUAL:
      return left == right;
    case BS_TOKEN_UNEQUAL:
    default:
      return left != right;
    }
}

/* Nested loops may take long without making a node: that ends. */
static gboolean
count_rounds (BsGraphMaker *self, const Frame *frame, const BsStep *step, guint32 n, GError **error)
{
  self->n_rounds += n;

  return self->n_rounds <= MAX_ROUNDS
         || fail (self, frame, step->where, error,
                  _ ("loops within each other run for more than %u rounds"), MAX_ROUNDS);
}

static gboolean
begin_loop (BsGraphMaker *self, Frame *frame, const BsStep *step, GError **error)
{
  Loop *loop = &frame->loops[step->loop];
  const guint32 *start = self->corpus->sets[step->set].start;
  guint32 first = 0, n, owner;

  if (step->kind == BS_STEP_INPUT)
    {
      first = frame->first[step->set];
      n = frame->n[step->set];
    }
  else if (step->kind == BS_STEP_OWNED)
    {
      owner = follow (self, frame, &step->path);
      first = start[owner];
      n = start[owner + 1] - first;
    }
  else
    n = slot_of (self, frame, step->variable)->n;
  *loop = (Loop){ step->reversed ? first + n - 1 : first, n };

  return count_rounds (self, frame, step, n, error);
}

/* Runs steps to the end of the input, or, if the graph grows, of a round of the growing loop. */
static gboolean
run (BsGraphMaker *self, Frame *frame, GError **error)
{
  for (guint32 i = frame->step;;)
    {
      const BsStep *step = &self->steps[i++];
      guint32 left, right;

      switch (step->kind)
        {
        case BS_STEP_CALL:
          if (!call (self, frame, step, error))
            return FALSE;
          break;
        case BS_STEP_COPY:
          if (!copy (self, frame, step, error))
            return FALSE;
          break;
        case BS_STEP_UNSET:
          clear_slot (self, frame, step->variable);
          if (!count_rounds (self, frame, step, slot_of (self, frame, step->variable)->n, error))
            return FALSE;
          break;
        case BS_STEP_TEST:
          if (!read_number (self, frame, &step->left, &left, error)
              || !read_number (self, frame, &step->right, &right, error))
            return FALSE;
          if (!compare (left, step->comparison, right))
            i = step->to;
          break;
        case BS_STEP_JUMP:
          i = step->to;
          break;
        case BS_STEP_INPUT:
        case BS_STEP_OWNED:
        case BS_STEP_LIST:
          if (!begin_loop (self, frame, step, error))
            return FALSE;
          if (frame->loops[step->loop].left == 0)
            i = step->to;
          break;
        case BS_STEP_NEXT:
          if (--frame->loops[step->loop].left == 0)
            break;
          frame->loops[step->loop].at += self->steps[step->to - 1].reversed ? -1 : 1;
          i = step->to;
          if (self->incremental && step - self->steps == self->program->growing)
            {
              frame->step = i;
              return TRUE;
            }
          break;
        case BS_STEP_FINISH:
        case BS_STEP_STOP:
        default:
          frame->done = TRUE;
          return TRUE;
        }
    }
}

/* A batch size that is a mistake is known by what the first inputs make. */
static gboolean
check_growth (BsGraphMaker *self, guint32 n_built, GError **error)
{
  guint64 expected = self->n_nodes * (self->count / self->corpus->n_inputs);

  return n_built != self->corpus->n_inputs || expected <= MAX_NODES || fail_size (self, error);
}

static gboolean
begin (BsGraphMaker *self, GError **error)
{
  if (self->count > MAX_NODES)
    return fail_size (self, error);
  self->begun = TRUE;
  for (guint32 i = 0; i < self->count; i++)
    {
      if (i == 0 || self->incremental)
        g_array_set_size (self->frames, i + 1);
      if (i == 0)
        add_slots (self, frame_of (self, 0));
      for (guint k = 0; i == 0 && k < self->n_variables; k++)
        if (self->variables[k].global)
          clear_slot (self, frame_of (self, 0), k);
      begin_input (self, frame_of (self, i), i);
      if (!run (self, frame_of (self, i), error) || !check_growth (self, i + 1, error))
        return FALSE;
    }

  return TRUE;
}

/* The next round of the inputs that have one. */
static gboolean
grow (BsGraphMaker *self, GError **error)
{
  for (guint32 i = 0; i < self->count; i++)
    if (!frame_of (self, i)->done && !run (self, frame_of (self, i), error))
      return FALSE;

  return TRUE;
}

static gboolean
all_done (BsGraphMaker *self)
{
  for (guint32 i = 0; self->incremental && i < self->count; i++)
    if (!frame_of (self, i)->done)
      return FALSE;

  return TRUE;
}

BsGraph *
bs_graph_maker_next (BsGraphMaker *self, GError **error)
{
  Frame *last = NULL;

  if (self->finished)
    return NULL;
  if (!(self->begun ? grow (self, error) : begin (self, error)))
    {
      self->finished = TRUE;
      return NULL;
    }
  if (!all_done (self))
    return bs_graph_builder_snapshot (self->builder, error);

  self->finished = TRUE;
  last = frame_of (self, self->count - 1);
  last->step = self->program->finish;
  last->finishing = TRUE;
  if (!run (self, last, error))
    return NULL;
  if (self->n_nodes == 0)
    {
      fail (self, last, (BsWhere){ 1, 1 }, error, _ ("the build block makes no call of a cell"));
      return NULL;
    }

  return bs_graph_builder_finish (self->builder, error);
}
