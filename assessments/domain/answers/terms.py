"""Parts of words that carry the meaning, and words that a slip of the fingers makes of others.

English, in normal form (lower case, without accents). A longer list only makes marking stricter.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREFIXES = _words("""
    ab ad an ana ante anti apo auto bi bio brachy brady circum co con contra counter de di dia dis dys
    ecto em en endo ento epi eu ex exo extra fore hemi hetero homo hyper hypo il im in infra inter intra
    intro ir iso juxta macro mal mega meso meta micro milli mis mono multi nano neo non normo oligo omni
    over pachy pan para per peri pico poly post pre pro pseudo quadri re retro semi sub super supra syn
    tachy tele tetra trans tri ultra un under uni
    """)

SUFFIXES = _words("""
    algia ane ase asis ate cele centesis cidal cyte cytosis ectasis ectomy emia ene genesis genic genous
    gram graph graphy iasis ide ine ite itis lysis lytic malacia megaly necrosis oid ol ole olone oma one
    opathy opexy opia oplasty opsy osis ostomy otomy paresis penia phagia phasia phonia plasia plegia
    ptosis ptysis sclerosis scope scopy stasis static stenosis tonia tonic toxic trophic trophy tropic
    tropy uria yl
    """)

UNIT_WORDS = frozenset(
    prefix + unit + end
    for prefix in ("", "centi", "deci", "femto", "kilo", "mega", "micro", "milli", "nano", "pico")
    for unit in (
        "equivalent", "gram", "gramme", "joule", "liter", "litre", "meter", "metre", "mole", "osmole",
        "pascal", "second", "unit",
    )
    for end in ("", "s")
)  # fmt: skip

# Words that stand one swap, or one letter more or less, from another, and some that are near
TERMS = _words("""
    abductor adductor antenatal arterial arteriole brachial branchial bronchial casually causally
    catheterisation catheterization cauterisation cauterization choline chlorine coastal complaint
    compliant cortisol cortisone creatine creatinine cysteine cystine diplopia ephedrine epinephrine
    estradiol estriol ethanol fibular fluoride fluorine gastrostomy gastrotomy glycerine glycine guanine
    guanidine hemostasis homeostasis infarction infraction ligation litigation malleolar marital martial
    metacarpal metatarsal methanol nephrostomy nephrotomy nucleoside nucleotide palpation palpitation
    parental parenteral perforation perfusion perianal perinatal perineal peritoneal peroneal
    peroperative preoperative prenatal prostate prostrate prostration quinidine quinine resorption
    reabsorption symptomatic systemic systematic thiamine thymine tracheostomy tracheotomy trapezium
    trapezius ureteral ureteric urethral vesicle vestibular vesicular
    """)
