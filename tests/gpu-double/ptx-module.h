/* SPDX-License-Identifier: Apache-2.0 */
/* PTX, made ready to be interpreted. PTX ISA 9.0, NVIDIA; of it what nvcc makes of plain kernels. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PTX_ERROR (ptx_error_quark ())
GQuark ptx_error_quark (void);

typedef enum
{
  PTX_NO_TYPE,
  PTX_PRED,
  PTX_B8,
  PTX_B16,
  PTX_B32,
  PTX_B64,
  PTX_U8,
  PTX_U16,
  PTX_U32,
  PTX_U64,
  PTX_S8,
  PTX_S16,
  PTX_S32,
  PTX_S64,
  PTX_F32,
  PTX_F64,
  PTX_N_TYPES
} PtxType;

typedef enum
{
  PTX_ABS,
  PTX_ACTIVEMASK,
  PTX_ADD,
  PTX_AND,
  PTX_ATOM,
  PTX_BAR,      /* of the block */
  PTX_BAR_WARP, /* of a warp */
  PTX_BFE,
  PTX_BFI,
  PTX_BRA,
  PTX_BREV,
  PTX_CLZ,
  PTX_COPYSIGN,
  PTX_COS,
  PTX_CVT,
  PTX_CVTA,
  PTX_DIV,
  PTX_EX2,
  PTX_FENCE,
  PTX_FMA,
  PTX_LD,
  PTX_LG2,
  PTX_MAD,
  PTX_MAX,
  PTX_MIN,
  PTX_MOV,
  PTX_MUL,
  PTX_NEG,
  PTX_NOT,
  PTX_OR,
  PTX_POPC,
  PTX_PRMT,
  PTX_RCP,
  PTX_RED,
  PTX_REM,
  PTX_RET,
  PTX_RSQRT,
  PTX_SELP,
  PTX_SETP,
  PTX_SHF,
  PTX_SHFL,
  PTX_SHL,
  PTX_SHR,
  PTX_SIN,
  PTX_SQRT,
  PTX_ST,
  PTX_SUB,
  PTX_TANH,
  PTX_TRAP,
  PTX_VOTE,
  PTX_XOR,
  PTX_N_OPS
} PtxOp;

typedef enum
{
  PTX_GENERIC,
  PTX_GLOBAL,
  PTX_SHARED,
  PTX_PARAM,
  PTX_LOCAL,
  PTX_CONST
} PtxSpace;

/* What the parts of an instruction's name say besides types. */
typedef enum
{
  PTX_WIDE = 1 << 0,
  PTX_HI = 1 << 1,
  PTX_SAT = 1 << 2,
  PTX_FTZ = 1 << 3,
  PTX_UNORDERED = 1 << 4, /* a comparison that is true of NaN, too */
  PTX_LEFT = 1 << 5,      /* a funnel shift */
  PTX_CLAMP = 1 << 6,
  PTX_TO = 1 << 7,     /* cvta.to */
  PTX_INTEGER = 1 << 8 /* cvt rounds to an integer */
} PtxFlags;

typedef enum
{
  PTX_TO_NEAREST,
  PTX_TO_ZERO,
  PTX_DOWN,
  PTX_UP
} PtxRounding;

/* Comparisons, Boolean combinations, atomic operations, directions of shuffles and kinds of votes. */
typedef enum
{
  PTX_NONE,
  PTX_EQ,
  PTX_NE,
  PTX_LT,
  PTX_LE,
  PTX_GT,
  PTX_GE,
  PTX_NUM,
  PTX_NAN,
  PTX_MODE_AND,
  PTX_MODE_OR,
  PTX_MODE_XOR,
  PTX_MODE_ADD,
  PTX_MODE_MIN,
  PTX_MODE_MAX,
  PTX_EXCH,
  PTX_CAS,
  PTX_IDX,
  PTX_BFLY,
  PTX_UP_BY,
  PTX_DOWN_BY,
  PTX_ALL,
  PTX_ANY,
  PTX_BALLOT
} PtxMode;

typedef enum
{
  PTX_REGISTER,
  PTX_IMMEDIATE,
  PTX_SPECIAL
} PtxOperandKind;

typedef enum
{
  PTX_TID_X,
  PTX_TID_Y,
  PTX_TID_Z,
  PTX_NTID_X,
  PTX_NTID_Y,
  PTX_NTID_Z,
  PTX_CTAID_X,
  PTX_CTAID_Y,
  PTX_CTAID_Z,
  PTX_NCTAID_X,
  PTX_NCTAID_Y,
  PTX_NCTAID_Z,
  PTX_LANEID,
  PTX_WARPID,
  PTX_CLOCK,
  PTX_DYNAMIC_SHARED, /* where shared memory begins whose size the launch says */
  PTX_N_SPECIALS
} PtxSpecial;

typedef struct
{
  guint8 kind;    /* PtxOperandKind */
  guint32 number; /* of the register or special register */
  guint64 value;  /* of an immediate, with the bits of its type */
} PtxOperand;

#define PTX_MOST_RESULTS 4
#define PTX_MOST_OPERANDS 6

typedef struct
{
  guint8 op, type, from, mode, combine, space, rounding;
  guint16 flags;
  gint32 guard; /* the register that says whether it runs; -1: always */
  gboolean unless;
  guint8 n_results, n_operands;
  PtxOperand results[PTX_MOST_RESULTS]; /* registers; number G_MAXUINT32: nowhere */
  PtxOperand operands[PTX_MOST_OPERANDS];
  gint64 offset;  /* of an address, operand 0 */
  guint32 target; /* of a branch: the number of an instruction */
  guint32 line;   /* of the source, where it says; 0: it does not */
  guint32 text;   /* line of the PTX */
} PtxInstruction;

typedef struct
{
  guint32 offset, size;
} PtxParameter;

typedef struct
{
  char *name;
  GArray *code;       /* PtxInstruction */
  GArray *parameters; /* PtxParameter */
  guint32 parameter_bytes;
  guint32 shared_bytes; /* the dynamic part begins behind, at a multiple of 16 */
  guint32 local_bytes;
  guint32 n_registers;
} PtxKernel;

/* A variable of the module. */
typedef struct
{
  char *name;
  guint64 size;
  guint8 *bytes;   /* what it begins with */
  guint64 address; /* set by who loads it */
} PtxVariable;

typedef struct
{
  GPtrArray *kernels;   /* PtxKernel, in order */
  GPtrArray *variables; /* PtxVariable */
} PtxModule;

/**
 * ptx_module_new:
 * @text: PTX
 * @allocate: (nullable): gives an address to a variable of the module; %NULL: it may have none
 *
 * Returns: (transfer full): the module, or %NULL with an error that names line and what is not understood
 */
typedef guint64 (*PtxAllocate) (PtxVariable *variable, gpointer user_data);
PtxModule *ptx_module_new (const char *text, PtxAllocate allocate, gpointer user_data,
                           GError **error);
void ptx_module_free (PtxModule *self);

/** ptx_module_find: Returns: (transfer none) (nullable): the kernel called @name. */
const PtxKernel *ptx_module_find (const PtxModule *self, const char *name);

/** ptx_type_size: Returns: bytes of a number of @type. */
guint ptx_type_size (PtxType type);

/** ptx_op_name: Returns: (transfer none): such as `fma`. */
const char *ptx_op_name (PtxOp op);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtxModule, ptx_module_free)

G_END_DECLS
