"""The workspace: a document read on the left, who said what recorded on the right.

``reader`` says what stands in the text, ``form`` what an editor may write, ``saving`` hands it to
the verbs, ``views`` answers. Everything works as plain forms; the script only makes it fast.
"""
