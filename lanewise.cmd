@echo off
rem lanewise train | evaluate | predict | summary | info | bench ...
rem
rem Finds a JDK 25 or newer, builds what the command needs when a source is newer than the jars, and starts it.
rem
rem   JAVA_HOME             the JDK to prefer
rem   LANEWISE_VECTOR_BITS  128, 256 or 512: the vector width, instead of the CPU's own
rem   LANEWISE_JAVA_OPTS    more options for the Java VM

setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "home=%root%target\lanewise"

set "jdk="
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /f "delims=" %%j in ('where javac 2^>nul') do call :consider "%%~dpj.."
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\*" ^
        "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Amazon Corretto\*" "%USERPROFILE%\.jdks\*") do call :consider "%%d"
if not defined jdk (
    echo lanewise: needs a JDK 25 or newer and found none: install one ^(https://adoptium.net^) or set JAVA_HOME>&2
    exit /b 2
)

set "module=nn"
set "lib=%home%\lib"
if /i "%~1"=="bench" set "module=bench"
if /i "%~1"=="bench" set "lib=%home%\bench"
call :build || exit /b 2

set "width="
if defined LANEWISE_VECTOR_BITS set "width=-Dlanewise.vectorBits=%LANEWISE_VECTOR_BITS%"
if "%module%"=="nn" goto :nn

rem SHIFT leaves %* alone, hence the cut after the first word.
for /f "tokens=1,*" %%a in ("%*") do set "arguments=%%b"
"%jdk%\bin\java" "@%root%kernels\vm.options" %width% %LANEWISE_JAVA_OPTS% --sun-misc-unsafe-memory-access=allow "-Dlanewise.root=%root%" -cp "%lib%\*" dev.lanewise.bench.Main %arguments%
exit /b %ERRORLEVEL%

:nn
"%jdk%\bin\java" "@%root%kernels\vm.options" -XX:InitialRAMPercentage=25 -XX:MaxNewSize=8m -XX:GCCardSizeInBytes=1024 %width% %LANEWISE_JAVA_OPTS% -p "%lib%" --add-modules ALL-MODULE-PATH -m dev.lanewise.nn/dev.lanewise.nn.cli.Main %*
exit /b %ERRORLEVEL%

rem consider HOME: takes it unless an earlier one was taken, when its release file says 25 or more.
:consider
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "tokens=2 delims==." %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "version=%%~v"
set "version=%version:"=%"
if %version% GEQ 25 set "jdk=%~1"
exit /b 0

rem build: jars of the module and of all it needs into lib, unless those there are newer than every source.
:build
set "sources='pom.xml','kernels/pom.xml','kernels/src/main','nn/pom.xml','nn/src/main'"
if "%module%"=="bench" set "sources=%sources%,'bench/pom.xml','bench/src/main'"
pushd "%root%"
powershell -NoProfile -Command "$b = Get-Item '%lib%\built' -ErrorAction SilentlyContinue; if (-not $b -or (Get-ChildItem %sources% -Recurse | Where-Object LastWriteTime -gt $b.LastWriteTime)) { exit 1 }"
if not errorlevel 1 goto :built
echo Building Lanewise...>&2
set "JAVA_HOME=%jdk%"
if not exist "%home%" mkdir "%home%"
call mvnw.cmd -B -Dfast -pl %module% -am package >"%home%\build.log" 2>&1
if errorlevel 1 (
    findstr /b /l /c:"[ERROR]" "%home%\build.log" >&2
    echo lanewise: the build failed, all of its output is in %home%\build.log>&2
    popd
    exit /b 1
)
if exist "%lib%" rmdir /s /q "%lib%"
mkdir "%lib%"
copy /y "%module%\target\fast\lanewise-%module%-*.jar" "%lib%" >nul
copy /y "%module%\target\fast\lib\*.jar" "%lib%" >nul
type nul >"%lib%\built"
:built
popd
exit /b 0
