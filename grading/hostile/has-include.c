/* Asks the preprocessor what files there are.
   Expect: harmless */
#if __has_include("/etc/passwd") || __has_include("/root/.bashrc") || __has_include("../rubric.tsv") || __has_include("/kit/../../etc/hostname")
#error "there are files here"
#endif
